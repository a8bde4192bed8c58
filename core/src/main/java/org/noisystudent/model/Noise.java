package org.noisystudent.model;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * The noise inside the network (paper section 2.1): stochastic depth and dropout. Every mask is a
 * pure function of the step's seed and the layer's number.
 */
final class Noise {
  private final Ops tf;
  private final Phase.Noisy phase;
  private final StepRandom random;

  Noise(Ops tf, Phase.Noisy phase) {
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
    double drop = drop(block, blocks);
    if (drop <= 0) {
      return x;
    }
    return mask(x, type, tf.constant((float) (1 - drop)), tf.constant(block), examples(x));
  }

  /**
   * Drops whole examples of the output of one block of a run: the mask is the one that the block
   * has by itself.
   *
   * @param offset which block of the run it is, scalar
   */
  <T extends TNumber> Operand<T> stochasticDepth(
      Operand<T> x, Class<T> type, BlockRun run, Operand<TInt32> offset, int blocks) {
    float[] keep = new float[run.count()];
    for (int i = 0; i < keep.length; i++) {
      keep[i] = (float) (1 - drop(run.first() + i, blocks));
    }
    if (drop(run.last(), blocks) <= 0) {
      return x;
    }
    Operand<TFloat32> own = tf.gather(tf.constant(keep), offset, tf.constant(0));
    Operand<TInt32> stream = tf.math.add(offset, tf.constant(run.first()));
    return mask(x, type, own, stream, examples(x));
  }

  /** Drops single features, the rest scaled up: [b, c] -> [b, c]. */
  <T extends TNumber> Operand<T> dropout(Operand<T> x, Class<T> type) {
    if (phase.dropout() <= 0) {
      return x;
    }
    Operand<TFloat32> keep = tf.constant((float) (1 - phase.dropout()));
    return mask(x, type, keep, tf.constant(StepRandom.DROPOUT), x.shape());
  }

  private double drop(int block, int blocks) {
    return phase.stochasticDepth() * block / blocks;
  }

  private static Shape examples(Operand<?> x) {
    return Shape.of(x.shape().get(0), 1, 1, 1); // [b, 1, 1, 1]
  }

  private <T extends TNumber> Operand<T> mask(
      Operand<T> x, Class<T> type, Operand<TFloat32> keep, Operand<TInt32> stream, Shape shape) {
    Operand<TFloat32> uniform = random.uniform(stream, shape);
    Operand<TFloat32> kept = tf.math.floor(tf.math.add(uniform, keep)); // 0 or 1
    return tf.math.mul(x, tf.dtypes.cast(tf.math.div(kept, keep), type));
  }
}
