package org.noisystudent.data;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.RandomIndexShuffle;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The endless order of a training stream: position p belongs to epoch p / n, and each epoch visits
 * every one of the n examples once. A pure function of (seed, position): a stream starts anywhere
 * without skipping. The permutation walks a domain of at least 2^16: a handful of examples cost
 * about a millisecond each, a thousand or more cost nothing that can be measured.
 *
 * @param seed of this stream
 * @param size examples of an epoch
 */
record ShuffledOrder(long seed, int size) {
  /** Rounds of the block cipher behind the permutation; TensorFlow's default of 4 mixes less. */
  private static final long ROUNDS = 8;

  /** Returns the example at a position; both scalars. */
  Operand<TInt64> example(Ops tf, Operand<TInt64> position) {
    Operand<TInt64> count = tf.constant((long) size);
    Operand<TInt32> epoch = tf.dtypes.cast(tf.math.floorDiv(position, count), TInt32.class);
    Operand<TInt32> key =
        tf.stack(List.of(tf.constant((int) seed), tf.constant((int) (seed >>> 32)), epoch)); // [3]
    return tf.randomIndexShuffle(
        tf.math.floorMod(position, count),
        key,
        tf.constant(size - 1L),
        RandomIndexShuffle.rounds(ROUNDS));
  }

  /** Returns the seed of what is done to the example at a position, [2]. */
  Operand<TInt64> transformSeed(Ops tf, Operand<TInt64> position, Operand<TInt64> example) {
    Operand<TInt64> count = tf.constant((long) size);
    Operand<TInt64> epochStart = tf.math.sub(position, tf.math.floorMod(position, count));
    return tf.stack(List.of(tf.constant(seed), tf.math.add(epochStart, example)));
  }
}
