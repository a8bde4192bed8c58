package org.noisystudent.model;

import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Sums over groups of replicas. They exist in steps compiled by XLA alone; where such a step runs
 * on one device, a sum is of that one alone, and a mean is too small.
 *
 * <p>TensorFlow has no gradient of the op, so one is registered here, once for the process: of the
 * ten custom gradients that TensorFlow Java 1.1.0 has room for, this is the only one.
 */
final class AllReduce {
  private static final String OP = "XlaAllReduce";

  static {
    // false says that the process has this gradient already
    boolean unused = TensorFlow.registerCustomGradient(OP, AllReduce::gradient);
  }

  private AllReduce() {}

  /**
   * Adds the mean of a value over the replicas of each group: the same bits on all of a group.
   *
   * @param groups numbers of replicas, each in one group; groups of one size
   */
  static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> x, int[][] groups) {
    Operand<TFloat32> sum = sum(tf, x.asOutput(), tf.constant(groups).asOutput());
    return tf.math.div(sum, tf.constant((float) groups[0].length));
  }

  private static Operand<TFloat32> sum(Ops tf, Output<?> x, Output<?> groups) {
    return tf.scope()
        .opBuilder(OP, "AllReduce")
        .addInput(x)
        .addInput(groups)
        .setAttr("reduce_op", "Add")
        .setAttr("mode", "CrossReplica")
        .build()
        .output(0);
  }

  /**
   * Each replica's value is in the sum of every replica of its group, so its gradient is the sum of
   * theirs. The groups have none: what stands for it goes nowhere.
   */
  private static List<Operand<?>> gradient(Ops tf, GraphOperation op, List<Output<?>> incoming) {
    Output<?> groups = op.input(1);
    return List.of(sum(tf, incoming.get(0), groups), groups);
  }
}
