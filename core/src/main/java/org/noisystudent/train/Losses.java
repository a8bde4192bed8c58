package org.noisystudent.train;

import org.noisystudent.model.StepRandom;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The cross-entropy of a batch of labeled and pseudo-labeled rows.
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
   * @param weights of the rows: all means are over those of one replica, whose mean over the
   *     replicas is the loss of the batch
   * @param sampled whether some labeled rows do not count
   */
  static Losses add(
      Ops tf,
      Operand<TFloat32> logits,
      Operand<TFloat32> targets,
      Operand<TInt32> seed,
      LossWeights weights,
      boolean sampled) {
    Shape shape = targets.shape(); // [batch, classes]
    Operand<TFloat32> share =
        tf.reshape(weights.smoothing(), tf.constant(new long[] {shape.get(0), 1}));
    Operand<TFloat32> smoothed =
        tf.math.add(
            tf.math.mul(targets, tf.math.sub(tf.constant(1f), share)),
            tf.math.div(share, tf.constant((float) shape.get(1))));
    Operand<TFloat32> each =
        tf.nn.softmaxCrossEntropyWithLogits(logits, smoothed).loss(); // [batch]
    if (sampled) {
      Operand<TFloat32> uniform =
          new StepRandom(tf, seed).uniform(StepRandom.LABELED_SAMPLE, Shape.of(shape.get(0)));
      each = tf.math.mul(each, tf.math.floor(tf.math.add(uniform, weights.chance())));
    }
    return new Losses(
        LossWeights.sum(tf, each, weights.total()),
        LossWeights.sum(tf, each, weights.labeled()),
        LossWeights.sum(tf, each, weights.unlabeled()));
  }
}
