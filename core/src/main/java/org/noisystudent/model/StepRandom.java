package org.noisystudent.model;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The random numbers of a step: they depend on (seed, step, stream, position) alone.
 *
 * <p>Integer arithmetic of our own instead of TensorFlow's stateless generators: those draw other
 * numbers under XLA on the CPU than in the plain kernels, even for the same Philox key and counter.
 */
public final class StepRandom {
  /** The stream of the mask that samples labeled images. */
  public static final int LABELED_SAMPLE = 1022;

  /** The stream of dropout; a block's stochastic depth has the block's number. */
  static final int DROPOUT = 1023;

  /** More streams than any network needs: steps x STREAMS + stream never collide. */
  private static final int STREAMS = 1024;

  /** An odd number near 2^32 / the golden ratio: multiples of it lie far apart. */
  private static final int PART = 0x9e3779b1;

  /** Bits of a float's fraction: every such integer is exact. */
  private static final int FLOAT_BITS = 24;

  private final Ops tf;
  private final Operand<TInt32> seed;

  /**
   * Creates the numbers of a step.
   *
   * @param seed [2]: of the training and the replica; the step
   */
  public StepRandom(Ops tf, Operand<TInt32> seed) {
    this.tf = tf;
    this.seed = seed;
  }

  /**
   * Returns the seed of one part of a step, which draws numbers of its own; part 0 draws those of
   * the whole step.
   *
   * @param part scalar
   */
  public Operand<TInt32> seedOfPart(Operand<TInt32> part) {
    // hash(0) is 0; the factor keeps parts apart from steps and streams, which are hashed as well
    Operand<TInt32> key = hash(tf.math.mul(part, tf.constant(PART))); // scalar
    return tf.concat(List.of(tf.bitwise.bitwiseXor(element(0), key), element(1)), tf.constant(0));
  }

  /** Adds numbers uniform in [0, 1), multiples of 2^-24. */
  public Operand<TFloat32> uniform(int stream, Shape shape) {
    return uniform(tf.constant(stream), shape);
  }

  /** Adds numbers of a stream that is known when the step runs: a scalar below 1024. */
  Operand<TFloat32> uniform(Operand<TInt32> stream, Shape shape) {
    Operand<TInt32> mask =
        tf.math.add(tf.math.mul(element(1), tf.constant(STREAMS)), stream); // [1]
    Operand<TInt32> key = hash(tf.bitwise.bitwiseXor(element(0), hash(mask)));
    Operand<TInt32> positions =
        tf.range(tf.constant(0), tf.constant((int) shape.size()), tf.constant(1));
    Operand<TInt32> bits = hash(tf.math.add(hash(positions), key));
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
    return tf.slice(seed, tf.constant(new int[] {index}), tf.constant(new int[] {1}));
  }
}
