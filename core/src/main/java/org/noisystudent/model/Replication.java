package org.noisystudent.model;

import java.util.List;
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
 * @param sums what they have in common
 */
public record Replication(int count, int batchNormGroup, AllReduce sums) {
  public Replication {
    if (count < 1 || batchNormGroup < 0 || count % Math.max(1, batchNormGroup) != 0) {
      throw new IllegalArgumentException(
          "%d replicas in groups of %d".formatted(count, batchNormGroup));
    }
  }

  /** Returns the replication of a step that one device runs alone. */
  public static Replication one() {
    return compiled(1, 0);
  }

  /** Returns the replicas of a step that XLA compiles. */
  public static Replication compiled(int count, int batchNormGroup) {
    return new Replication(count, batchNormGroup, new XlaAllReduce());
  }

  /**
   * Returns the replication of a training whose steps XLA compiles.
   *
   * @param batchNormReplicas as the config has it
   * @throws UserErrorException if the groups would not be equal
   */
  public static Replication of(int count, String batchNormReplicas) {
    return of(count, batchNormReplicas, new XlaAllReduce());
  }

  /** Returns the replication of a training with sums of another kind. */
  public static Replication of(int count, String batchNormReplicas, AllReduce sums) {
    int group = BatchNormReplicas.groupOf(batchNormReplicas, count);
    if (count % group != 0) {
      throw new UserErrorException(
          Kind.USAGE,
          ("train.batchNormReplicas (%s) must divide the replicas (%d) into equal groups, %d in a"
                  + " group do not")
              .formatted(batchNormReplicas, count, group));
    }
    return new Replication(count, group == 1 ? 0 : group, sums);
  }

  /** Adds the mean of a value over all replicas, the same bits on each. */
  public Operand<TFloat32> mean(Ops tf, Operand<TFloat32> x) {
    return count == 1 ? x : mean(tf, x, count);
  }

  /**
   * Adds the means of values over all replicas, the same bits on each.
   *
   * @param values of static shapes
   */
  public List<Operand<TFloat32>> means(Ops tf, List<Operand<TFloat32>> values) {
    if (count == 1 || values.isEmpty()) {
      return values;
    }
    return sums.isCompiled()
        ? values.stream().map(value -> mean(tf, value)).toList()
        : JoinedValues.map(tf, values, all -> mean(tf, all));
  }

  /**
   * Returns whether the replicas' moving statistics have other next values, of which the mean is
   * taken so that they stay the same on each; the reference keeps those of replica 0. The mean of
   * the groups' variances is smaller than the variance of the whole batch: like each of them, it
   * leaves out how means differ.
   */
  public boolean statisticsDiffer() {
    return count > 1 && batchNormGroup != count;
  }

  boolean sharesBatchNorm() {
    return batchNormGroup > 0;
  }

  /** Adds the mean of a value over the replicas that share the statistics of batch norm. */
  Operand<TFloat32> meanOfGroup(Ops tf, Operand<TFloat32> x) {
    return mean(tf, x, batchNormGroup);
  }

  private Operand<TFloat32> mean(Ops tf, Operand<TFloat32> x, int size) {
    return tf.math.div(sums.sum(tf, x, groups(size)), tf.constant((float) size));
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
