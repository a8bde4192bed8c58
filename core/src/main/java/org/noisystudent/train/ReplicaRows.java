package org.noisystudent.train;

import java.util.List;
import org.noisystudent.config.TrainConfig;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/**
 * The rows of a batch that each replica of a step takes: an equal part of the labeled ones, which
 * come first, and an equal part of the unlabeled ones, both in their order.
 *
 * @param replicas how many share the batch
 * @param labeled rows of one replica
 * @param unlabeled rows of one replica
 */
public record ReplicaRows(int replicas, int labeled, int unlabeled) {
  /**
   * Returns the rows of a training.
   *
   * @throws UserErrorException if the replicas do not divide them
   */
  static ReplicaRows of(TrainConfig train, int replicas) {
    return new ReplicaRows(
        replicas,
        share(replicas, "train.labeledBatch (%d)", train.labeledBatch()),
        share(
            replicas,
            "the unlabeled images of a step, train.labeledBatch x train.unlabeledRatio (%d),",
            train.unlabeledBatch()));
  }

  private static int share(int replicas, String what, int images) {
    if (images % replicas != 0) {
      throw new UserErrorException(
          Kind.USAGE,
          "%s must be a multiple of the replicas (%d)".formatted(what.formatted(images), replicas));
    }
    return images / replicas;
  }

  /**
   * Returns the rows of one process of several that have as many replicas each, within its share of
   * a batch.
   */
  public ReplicaRows ofProcess(int processes) {
    if (replicas % processes != 0) {
      throw new IllegalArgumentException(
          "replicas (%d) must be a multiple of the processes (%d)".formatted(replicas, processes));
    }
    return new ReplicaRows(replicas / processes, labeled, unlabeled);
  }

  /** Returns the rows of one replica. */
  public int count() {
    return labeled + unlabeled;
  }

  /**
   * Adds a replica's part of a batch, of its images or its targets.
   *
   * @param batch [replicas x count, ...]
   * @return [count, ...]
   */
  public <T extends TType> Operand<T> of(Ops tf, Operand<T> batch, int replica) {
    if (replicas == 1) {
      return batch;
    }
    Operand<T> first = slice(tf, batch, replica * labeled, labeled);
    return unlabeled == 0
        ? first
        : tf.concat(
            List.of(first, slice(tf, batch, replicas * labeled + replica * unlabeled, unlabeled)),
            tf.constant(0));
  }

  /**
   * Adds a replica's part of the images that a teacher in the step sees.
   *
   * @param images [replicas x unlabeled, ...]
   * @return [unlabeled, ...]
   */
  public <T extends TType> Operand<T> ofUnlabeled(Ops tf, Operand<T> images, int replica) {
    return replicas == 1 ? images : slice(tf, images, replica * unlabeled, unlabeled);
  }

  private static <T extends TType> Operand<T> slice(Ops tf, Operand<T> x, int from, int rows) {
    return tf.stridedSlice(x, Indices.range(from, from + rows));
  }
}
