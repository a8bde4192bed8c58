package org.noisystudent.data;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

/**
 * The part of every batch that one process of several reads: rows {@code [index * n / count, (index
 * + 1) * n / count)} of its n rows. All parts together are the batch that a single process reads.
 *
 * @param index from 0
 * @param count of processes
 */
public record ProcessShare(int index, int count) {
  /** The whole of every batch. */
  public static final ProcessShare WHOLE = new ProcessShare(0, 1);

  /** Checks the numbers. */
  public ProcessShare {
    if (count < 1 || index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "process index (" + index + ") must be in 0.." + (count - 1));
    }
  }

  /**
   * Returns the rows of this process.
   *
   * @throws IllegalArgumentException if they cannot be the same number in every process
   */
  int rows(int batch) {
    if (batch % count != 0) {
      throw new IllegalArgumentException(
          "batch (" + batch + ") must be divisible by the processes (" + count + ")");
    }
    return batch / count;
  }

  /** Returns the position in the stream of all processes of a position in this one's; scalars. */
  Operand<TInt64> position(Ops tf, Operand<TInt64> own, int batch) {
    if (count == 1) {
      return own;
    }
    long rows = rows(batch);
    Operand<TInt64> step = tf.math.floorDiv(own, tf.constant(rows));
    Operand<TInt64> row = tf.math.floorMod(own, tf.constant(rows));
    return tf.math.add(
        tf.math.mul(step, tf.constant((long) batch)), tf.math.add(row, tf.constant(index * rows)));
  }
}
