package org.noisystudent.model;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * Batch norm with the statistics of several replicas' rows (reference: utils.py
 * TpuBatchNormalization): the means of x and of x^2 are averaged over the replicas of a group, and
 * the variance is E[x^2] - E[x]^2. Here x is what is left after a shift, which changes neither, but
 * keeps the digits that the difference would lose where the mean is far from 0. Statistics and
 * arithmetic are float32.
 *
 * @param y the normalised activations
 * @param mean of the group's rows: [c]
 * @param variance of the group's rows, biased: [c]
 */
record SharedBatchNorm<T extends TNumber>(
    Operand<T> y, Operand<TFloat32> mean, Operand<TFloat32> variance) {
  /**
   * Adds batch norm over all but the last dimension.
   *
   * @param x [b, h, w, c]
   * @param gamma scale: [c]
   * @param beta offset: [c]
   * @param shift near the mean, the same on all replicas: [c]
   */
  static <T extends TNumber> SharedBatchNorm<T> add(
      Ops tf,
      Class<T> type,
      Operand<T> x,
      Operand<TFloat32> gamma,
      Operand<TFloat32> beta,
      Operand<TFloat32> shift,
      double epsilon,
      Replication replication) {
    Operand<TFloat32> shifted = tf.math.sub(tf.dtypes.cast(x, TFloat32.class), shift);
    Operand<TInt32> rows = tf.constant(new int[] {0, 1, 2});
    Operand<TFloat32> own =
        tf.stack(List.of(tf.math.mean(shifted, rows), tf.math.mean(tf.math.square(shifted), rows)));
    List<Output<TFloat32>> moments =
        tf.unstack(replication.meanOfGroup(tf, own), 2L).output(); // two of [c]
    Operand<TFloat32> mean = moments.get(0); // of what is shifted
    Operand<TFloat32> variance = tf.math.sub(moments.get(1), tf.math.square(mean));
    Operand<TFloat32> scale =
        tf.math.mul(
            gamma, tf.math.rsqrt(tf.math.add(variance, tf.constant((float) epsilon)))); // [c]
    Operand<TFloat32> y = tf.math.add(tf.math.mul(tf.math.sub(shifted, mean), scale), beta);
    return new SharedBatchNorm<>(tf.dtypes.cast(y, type), tf.math.add(shift, mean), variance);
  }
}
