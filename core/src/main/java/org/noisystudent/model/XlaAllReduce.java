package org.noisystudent.model;

import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Sums over the replicas of a step that XLA compiles. Where such a step runs on one device, a sum
 * is of that one alone, and a mean is too small. XLA joins those that it can.
 *
 * <p>TensorFlow has no gradient of the op, so one is registered here, once for the process; it has
 * room for ten.
 */
final class XlaAllReduce implements AllReduce {
  private static final String OP = "XlaAllReduce";

  static {
    // false says that the process has this gradient already
    boolean unused = TensorFlow.registerCustomGradient(OP, XlaAllReduce::gradient);
  }

  @Override
  public Operand<TFloat32> sum(Ops tf, Operand<TFloat32> x, int[][] groups) {
    return sum(tf, x.asOutput(), tf.constant(groups).asOutput());
  }

  @Override
  public boolean isCompiled() {
    return true;
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
