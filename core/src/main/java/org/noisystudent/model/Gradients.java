package org.noisystudent.model;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/** Takes gradients within one graph. */
final class Gradients {
  private Gradients() {}

  /** Adds the gradients of a scalar. */
  static List<Operand<?>> of(Ops tf, Operand<?> y, List<Operand<?>> by) {
    return List.of(graph(tf).addGradients(y.asOutput(), outputs(by)));
  }

  /** Adds the gradients of a loss, given its gradient by y. */
  static List<Operand<?>> of(Ops tf, Operand<?> y, List<Operand<?>> by, Operand<?> incoming) {
    return List.of(
        graph(tf)
            .addGradients(
                null, // a name of TensorFlow's own
                new Output<?>[] {y.asOutput()},
                outputs(by),
                new Output<?>[] {incoming.asOutput()}));
  }

  /** Gives a gradient the type of what it was taken by. */
  @SuppressWarnings("unchecked") // gradients have the type of what they are taken by
  static <T extends TType> Operand<T> typed(Operand<?> gradient) {
    return (Operand<T>) gradient;
  }

  private static Output<?>[] outputs(List<Operand<?>> operands) {
    return operands.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
  }

  private static Graph graph(Ops tf) {
    return (Graph) tf.scope().env();
  }
}
