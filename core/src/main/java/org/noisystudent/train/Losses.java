package org.noisystudent.train;

import java.util.Arrays;
import org.noisystudent.config.TrainConfig;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The cross-entropy of a batch whose first rows are labeled and whose other rows are
 * pseudo-labeled.
 *
 * @param total what is minimised, without weight decay; scalar
 * @param labeled mean over the labeled rows; scalar
 * @param unlabeled mean over the pseudo-labeled rows, 0 without any; scalar
 */
record Losses(Operand<TFloat32> total, Operand<TFloat32> labeled, Operand<TFloat32> unlabeled) {
  /**
   * Adds the loss to a graph.
   *
   * <p>Label smoothing is for labeled rows and hard pseudo-labels; soft pseudo-labels have none
   * (reference: main.py model_fn). The form {@code REFERENCE} divides the sum over all rows by the
   * number of labeled rows, {@code PAPER} by the number of all.
   *
   * @param logits [batch, classes]
   * @param targets [batch, classes], rows summing to 1
   */
  static Losses add(
      Ops tf,
      Operand<TFloat32> logits,
      Operand<TFloat32> targets,
      TrainConfig config,
      boolean hardPseudoLabels) {
    int labeledRows = config.labeledBatch();
    int rows = (int) targets.shape().get(0);
    int classes = (int) targets.shape().get(1);
    float[][] smoothing = new float[rows][1];
    float[] isLabeled = new float[rows];
    float[] isUnlabeled = new float[rows];
    for (int i = 0; i < rows; i++) {
      boolean labeled = i < labeledRows;
      smoothing[i][0] = labeled || hardPseudoLabels ? (float) config.labelSmoothing() : 0;
      isLabeled[i] = labeled ? 1f / labeledRows : 0;
      isUnlabeled[i] = labeled ? 0 : 1f / (rows - labeledRows);
    }
    float[] weights = new float[rows];
    Arrays.fill(weights, 1f / (config.loss() == TrainConfig.Loss.PAPER ? rows : labeledRows));

    Operand<TFloat32> share = tf.constant(smoothing); // [batch, 1]
    Operand<TFloat32> smoothed =
        tf.math.add(
            tf.math.mul(targets, tf.math.sub(tf.constant(1f), share)),
            tf.math.div(share, tf.constant((float) classes)));
    Operand<TFloat32> each =
        tf.nn.softmaxCrossEntropyWithLogits(logits, smoothed).loss(); // [batch]
    return new Losses(
        weightedSum(tf, each, weights),
        weightedSum(tf, each, isLabeled),
        weightedSum(tf, each, isUnlabeled));
  }

  private static Operand<TFloat32> weightedSum(Ops tf, Operand<TFloat32> each, float[] weights) {
    return tf.sum(tf.math.mul(each, tf.constant(weights)), tf.constant(0));
  }
}
