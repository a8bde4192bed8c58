package org.noisystudent.model;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * The noise inside the network (paper section 2.1): stochastic depth and dropout. Every mask is a
 * pure function of the step's seed and the layer's number.
 */
final class Noise {
  private final Ops tf;
  private final Phase.Training phase;
  private final StepRandom random;

  Noise(Ops tf, Phase.Training phase) {
    this.tf = tf;
    this.phase = phase;
    this.random = new StepRandom(tf, phase.seed());
  }

  /**
   * Drops whole examples of a block's output, the rest scaled up; the rate grows linearly from 0 at
   * the first block and stays below the full rate at the last (reference: drop_connect).
   */
  <T extends TNumber> Operand<T> stochasticDepth(
      Operand<T> x, Class<T> type, int block, int blocks) {
    double drop = phase.stochasticDepth() * block / blocks;
    return mask(x, type, drop, block, Shape.of(x.shape().get(0), 1, 1, 1)); // [b, 1, 1, 1]
  }

  /** Drops single features, the rest scaled up: [b, c] -> [b, c]. */
  <T extends TNumber> Operand<T> dropout(Operand<T> x, Class<T> type) {
    return mask(x, type, phase.dropout(), StepRandom.DROPOUT, x.shape());
  }

  private <T extends TNumber> Operand<T> mask(
      Operand<T> x, Class<T> type, double drop, int stream, Shape shape) {
    if (drop <= 0) {
      return x;
    }
    float keep = (float) (1 - drop);
    Operand<TFloat32> uniform = random.uniform(stream, shape);
    Operand<TFloat32> kept = tf.math.floor(tf.math.add(uniform, tf.constant(keep))); // 0 or 1
    return tf.math.mul(x, tf.dtypes.cast(tf.math.div(kept, tf.constant(keep)), type));
  }
}
