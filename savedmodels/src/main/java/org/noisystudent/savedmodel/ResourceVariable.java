package org.noisystudent.savedmodel;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TType;

/**
 * A resource variable of a graph, to be saved with it.
 *
 * @param name key in the checkpoint
 * @param type type of its value
 * @param shape shape of its value, fully known
 * @param handle what its {@code VarHandleOp} gives
 * @param trainable whether Python lists it among the trainable variables
 */
public record ResourceVariable(
    String name,
    Class<? extends TType> type,
    Shape shape,
    Operand<? extends TType> handle,
    boolean trainable) {
  /** Refuses a nameless variable and a shape that is not fully known. */
  public ResourceVariable {
    if (name.isBlank()) {
      throw new IllegalArgumentException("variable name (" + name + ") must not be blank");
    }
    if (shape.hasUnknownDimension()) {
      throw new IllegalArgumentException(
          "shape (" + shape + ") of variable " + name + " must be fully known");
    }
  }
}
