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
  /** More layers than any network has: steps x LAYERS + layer never collide. */
  private static final int LAYERS = 1024;

  /** Bits of a float's fraction: every such integer is exact. */
  private static final int FLOAT_BITS = 24;

  private final Ops tf;
  private final Phase.Training phase;

  Noise(Ops tf, Phase.Training phase) {
    this.tf = tf;
    this.phase = phase;
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
    return mask(x, type, phase.dropout(), LAYERS - 1, x.shape());
  }

  /**
   * Returns numbers in [0, 1) that depend on (seed, step, layer, position) alone.
   *
   * <p>Integer arithmetic of our own instead of TensorFlow's stateless generators: those draw other
   * numbers under XLA on the CPU than in the plain kernels, even for the same Philox key and
   * counter.
   */
  private Operand<TFloat32> uniform(int layer, Shape shape) {
    Operand<TInt32> mask =
        tf.math.add(tf.math.mul(element(1), tf.constant(LAYERS)), tf.constant(layer)); // [1]
    Operand<TInt32> stream = hash(tf.bitwise.bitwiseXor(element(0), hash(mask)));
    Operand<TInt32> positions =
        tf.range(tf.constant(0), tf.constant((int) shape.size()), tf.constant(1));
    Operand<TInt32> bits = hash(tf.math.add(hash(positions), stream));
    Operand<TInt32> low = tf.bitwise.bitwiseAnd(bits, tf.constant((1 << FLOAT_BITS) - 1));
    Operand<TFloat32> uniform =
        tf.math.mul(tf.dtypes.cast(low, TFloat32.class), tf.constant(1f / (1 << FLOAT_BITS)));
    return tf.reshape(uniform, tf.constant(shape));
  }

  /** Mixes the bits of 32-bit integers (Wellons' lowbias32); products wrap. */
  private Operand<TInt32> hash(Operand<TInt32> x) {
    Operand<TInt32> mixed = tf.math.mul(xorShift(x, 16), tf.constant(0x7feb352d));
    mixed = tf.math.mul(xorShift(mixed, 15), tf.constant(0x846ca68b));
    return xorShift(mixed, 16);
  }

  /** Returns x ^ (x >>> bits): the arithmetic shift, its copies of the sign masked off. */
  private Operand<TInt32> xorShift(Operand<TInt32> x, int bits) {
    Operand<TInt32> shifted =
        tf.bitwise.bitwiseAnd(
            tf.bitwise.rightShift(x, tf.constant(bits)), tf.constant((1 << (32 - bits)) - 1));
    return tf.bitwise.bitwiseXor(x, shifted);
  }

  private Operand<TInt32> element(int index) {
    return tf.slice(phase.seed(), tf.constant(new int[] {index}), tf.constant(new int[] {1}));
  }

  private <T extends TNumber> Operand<T> mask(
      Operand<T> x, Class<T> type, double drop, int layer, Shape shape) {
    if (drop <= 0) {
      return x;
    }
    float keep = (float) (1 - drop);
    Operand<TFloat32> uniform = uniform(layer, shape);
    Operand<TFloat32> kept = tf.math.floor(tf.math.add(uniform, tf.constant(keep))); // 0 or 1
    return tf.math.mul(x, tf.dtypes.cast(tf.math.div(kept, tf.constant(keep)), type));
  }
}
