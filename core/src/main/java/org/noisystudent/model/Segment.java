package org.noisystudent.model;

import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** A stretch of a network whose gradients are taken by themselves. */
interface Segment {
  /** Returns its output; what it takes was given when it was added. */
  Operand<?> output();

  /** Returns the next values of its moving statistics. */
  List<MovingStatistic> movingStatistics();

  /** Returns whether it has weights that learn. */
  boolean learns();

  /**
   * Adds its backward pass.
   *
   * @param outputGradient of the loss by the output
   * @param gradients takes those of the weights
   * @return the gradient by the input
   */
  Operand<?> backward(Operand<?> outputGradient, Map<VariableSpec, Operand<TFloat32>> gradients);
}
