package org.noisystudent.train;

import java.util.List;
import org.noisystudent.config.TrainConfig;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TFloat32;

/**
 * What each row of a batch counts for.
 *
 * @param total weight of its cross-entropy in what is minimised: [rows]
 * @param labeled its weight in the mean of the labeled rows, 0 for others: [rows]
 * @param unlabeled its weight in the mean of the pseudo-labeled rows, 0 for others: [rows]
 * @param smoothing its label smoothing: [rows]
 * @param chance probability that it counts at all in a step: [rows]
 */
record LossWeights(
    Operand<TFloat32> total,
    Operand<TFloat32> labeled,
    Operand<TFloat32> unlabeled,
    Operand<TFloat32> smoothing,
    Operand<TFloat32> chance) {
  private static final int COLUMNS = 5;

  /**
   * Adds the weights of all rows in one matrix, to be taken apart or given to {@link #of}.
   *
   * @param scale of all weights
   * @return [rows, columns]
   */
  static Operand<TFloat32> matrix(
      Ops tf, TrainConfig config, ReplicaRows rows, boolean hardPseudoLabels, int scale) {
    double sample = config.labeledSampleProbability();
    boolean paper = config.loss() == TrainConfig.Loss.PAPER;
    double counting = rows.labeled() * sample + rows.unlabeled();
    double labeledWeight = 1 / (paper ? counting : rows.labeled());
    double unlabeledWeight = paper ? 1 / counting : config.unlabeledRatio() / rows.unlabeled();
    float[] labeled = {
      (float) (scale * labeledWeight),
      (float) scale / rows.labeled(),
      0,
      (float) config.labelSmoothing(),
      (float) sample
    };
    float[] unlabeled = {
      (float) (scale * unlabeledWeight),
      0,
      (float) scale / rows.unlabeled(),
      hardPseudoLabels ? (float) config.labelSmoothing() : 0,
      1
    };
    float[][] all = new float[rows.count()][COLUMNS];
    for (int i = 0; i < all.length; i++) {
      all[i] = i < rows.labeled() ? labeled : unlabeled;
    }
    return tf.constant(all);
  }

  /**
   * Returns the weights of a matrix.
   *
   * @param matrix [rows, columns]
   */
  static LossWeights of(Ops tf, Operand<TFloat32> matrix) {
    List<Output<TFloat32>> columns = tf.unstack(matrix, (long) COLUMNS, Unstack.axis(1L)).output();
    return new LossWeights(
        columns.get(0), columns.get(1), columns.get(2), columns.get(3), columns.get(4));
  }

  /** Adds a sum over the rows: [rows] x [rows] -> scalar. */
  static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> values, Operand<TFloat32> weights) {
    return tf.sum(tf.math.mul(values, weights), tf.constant(0));
  }
}
