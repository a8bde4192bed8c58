package org.noisystudent.train;

import java.util.List;
import org.noisystudent.config.TrainConfig;
import org.noisystudent.model.StepRandom;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The cross-entropy of a batch whose first rows are labeled and whose other rows are
 * pseudo-labeled.
 *
 * @param total what is minimised, without weight decay; scalar
 * @param labeled mean over the labeled rows, 0 for those that do not count; scalar
 * @param unlabeled mean over the pseudo-labeled rows, 0 without any; scalar
 */
record Losses(Operand<TFloat32> total, Operand<TFloat32> labeled, Operand<TFloat32> unlabeled) {
  /**
   * Adds the loss to a graph.
   *
   * <p>Label smoothing is for labeled rows and hard pseudo-labels; soft pseudo-labels have none
   * (reference: main.py model_fn). The form {@code REFERENCE} is the labeled mean + ratio x the
   * unlabeled mean; {@code PAPER} is the mean over all rows that count.
   *
   * @param logits [batch, classes]
   * @param targets [batch, classes], rows summing to 1
   * @param seed [2], of the step: it says which labeled rows count
   * @param replicaRows the rows: all means are over those of one replica, whose mean over the
   *     replicas is the loss of the batch
   */
  static Losses add(
      Ops tf,
      Operand<TFloat32> logits,
      Operand<TFloat32> targets,
      Operand<TInt32> seed,
      TrainConfig config,
      ReplicaRows replicaRows,
      boolean hardPseudoLabels) {
    int labeledRows = replicaRows.labeled();
    int unlabeledRows = replicaRows.unlabeled();
    int rows = replicaRows.count();
    double sample = config.labeledSampleProbability();
    boolean paper = config.loss() == TrainConfig.Loss.PAPER;
    double counting = labeledRows * sample + unlabeledRows;
    double labeledWeight = 1 / (paper ? counting : labeledRows);
    double unlabeledWeight = paper ? 1 / counting : config.unlabeledRatio() / unlabeledRows;
    float[][] smoothing = new float[rows][1];
    float[] isLabeled = new float[rows];
    float[] isUnlabeled = new float[rows];
    float[] weights = new float[rows];
    for (int i = 0; i < rows; i++) {
      boolean labeled = i < labeledRows;
      smoothing[i][0] = labeled || hardPseudoLabels ? (float) config.labelSmoothing() : 0;
      isLabeled[i] = labeled ? 1f / labeledRows : 0;
      isUnlabeled[i] = labeled ? 0 : 1f / unlabeledRows;
      weights[i] = (float) (labeled ? labeledWeight : unlabeledWeight);
    }

    Operand<TFloat32> share = tf.constant(smoothing); // [batch, 1]
    Operand<TFloat32> smoothed =
        tf.math.add(
            tf.math.mul(targets, tf.math.sub(tf.constant(1f), share)),
            tf.math.div(share, tf.constant((float) classes(targets))));
    Operand<TFloat32> each =
        tf.nn.softmaxCrossEntropyWithLogits(logits, smoothed).loss(); // [batch]
    if (sample < 1) {
      each = tf.math.mul(each, sampled(tf, seed, labeledRows, unlabeledRows, sample));
    }
    return new Losses(
        weightedSum(tf, each, weights),
        weightedSum(tf, each, isLabeled),
        weightedSum(tf, each, isUnlabeled));
  }

  /** Returns 1 for rows that count, 0 for the others: [batch]. */
  private static Operand<TFloat32> sampled(
      Ops tf, Operand<TInt32> seed, int labeledRows, int unlabeledRows, double probability) {
    Operand<TFloat32> uniform =
        new StepRandom(tf, seed).uniform(StepRandom.LABELED_SAMPLE, Shape.of(labeledRows));
    Operand<TFloat32> counts =
        tf.math.floor(tf.math.add(uniform, tf.constant((float) probability)));
    Operand<TFloat32> always = tf.fill(tf.array(unlabeledRows), tf.constant(1f));
    return tf.concat(List.of(counts, always), tf.constant(0));
  }

  private static int classes(Operand<TFloat32> targets) {
    return (int) targets.shape().get(1);
  }

  private static Operand<TFloat32> weightedSum(Ops tf, Operand<TFloat32> each, float[] weights) {
    return tf.sum(tf.math.mul(each, tf.constant(weights)), tf.constant(0));
  }
}
