package org.noisystudent.model;

import org.noisystudent.config.BatchNormReplicas;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The replicas of a step: each runs it on rows of its own, and all keep the same variables.
 *
 * @param count how many
 * @param batchNormGroup how many consecutive ones share the statistics of batch norm; 0 = none do,
 *     and batch norm is TensorFlow's fused op
 */
public record Replication(int count, int batchNormGroup) {
  public Replication {
    if (count < 1 || batchNormGroup < 0 || count % Math.max(1, batchNormGroup) != 0) {
      throw new IllegalArgumentException(
          "%d replicas in groups of %d".formatted(count, batchNormGroup));
    }
  }

  /** Returns the replication of a step that one device runs alone. */
  public static Replication one() {
    return new Replication(1, 0);
  }

  /**
   * Returns the replication of a training.
   *
   * @param batchNormReplicas as the config has it
   * @throws UserErrorException if the groups would not be equal
   */
  public static Replication of(int count, String batchNormReplicas) {
    int group = BatchNormReplicas.groupOf(batchNormReplicas, count);
    if (count % group != 0) {
      throw new UserErrorException(
          Kind.USAGE,
          "train.batchNormReplicas (%s) must divide the %d replicas into equal groups: %d in a group do not"
              .formatted(batchNormReplicas, count, group));
    }
    return new Replication(count, group == 1 ? 0 : group);
  }

  /** Adds the mean of a value over all replicas, the same bits on each. */
  public Operand<TFloat32> mean(Ops tf, Operand<TFloat32> x) {
    return count == 1 ? x : AllReduce.mean(tf, x, groups(count));
  }

  /**
   * Adds the mean over all replicas of a moving statistic's next value, so that it stays the same
   * on each; the reference keeps those of replica 0. The mean of the groups' variances is smaller
   * than the variance of the whole batch: like each of them, it leaves out how means differ.
   */
  public Operand<TFloat32> meanOfStatistic(Ops tf, Operand<TFloat32> next) {
    return batchNormGroup == count ? next : mean(tf, next);
  }

  boolean sharesBatchNorm() {
    return batchNormGroup > 0;
  }

  /** Adds the mean of a value over the replicas that share the statistics of batch norm. */
  Operand<TFloat32> meanOfGroup(Ops tf, Operand<TFloat32> x) {
    return AllReduce.mean(tf, x, groups(batchNormGroup));
  }

  /** Returns the numbers of the replicas, in consecutive groups. */
  private int[][] groups(int size) {
    int[][] groups = new int[count / size][size];
    for (int replica = 0; replica < count; replica++) {
      groups[replica / size][replica % size] = replica;
    }
    return groups;
  }
}
