package org.noisystudent.workers;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.noisystudent.model.AllReduce;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Sums over the workers, by TensorFlow's ring on CPUs and NCCL on GPUs. All build the same sums in
 * the same order, which is how they know which belong together. TensorFlow has no gradient of the
 * op, so one is registered here.
 *
 * <p>The op's own time limit is not used: it holds a thread for each sum until the limit is over.
 */
final class CollectiveSums implements AllReduce {
  private static final String OP = "CollectiveReduceV2";

  /** The group of all workers' CPUs, for barriers; those of steps, on other devices, follow. */
  private static final int BARRIER_GROUP = 1;

  static {
    // false says that the process has this gradient already
    boolean unused = TensorFlow.registerCustomGradient(OP, CollectiveSums::gradient);
  }

  private final int workers;
  private final int index;
  private final AtomicInteger instances = new AtomicInteger();

  /**
   * Creates the sums of one worker.
   *
   * @param workers how many there are
   * @param index of this one
   */
  CollectiveSums(int workers, int index) {
    this.workers = workers;
    this.index = index;
  }

  @Override
  public Operand<TFloat32> sum(Ops tf, Operand<TFloat32> x, int[][] groups) {
    for (int[] group : groups) {
      for (int worker : group) {
        if (worker == index) {
          // groups of one size differ in their first worker
          int key = BARRIER_GROUP + 1 + group.length * workers + group[0];
          return sum(tf, x, group.length, key);
        }
      }
    }
    throw new IllegalArgumentException("worker " + index + " is in no group");
  }

  /** Adds the sum over all workers of what they say at a barrier. */
  Operand<TInt32> sumOfNotes(Ops tf, Operand<TInt32> notes) {
    return sum(tf, notes, workers, BARRIER_GROUP);
  }

  @Override
  public boolean isCompiled() {
    return false;
  }

  private <T extends TType> Operand<T> sum(Ops tf, Operand<T> x, int size, int group) {
    // the next number is the gradient's
    int instance = instances.getAndAdd(2);
    return sum(
        tf,
        x.asOutput(),
        tf.constant(size).asOutput(),
        tf.constant(group).asOutput(),
        tf.constant(instance).asOutput());
  }

  private static <T extends TType> Operand<T> sum(
      Ops tf, Output<?> x, Output<?> size, Output<?> group, Output<?> instance) {
    OperationBuilder op = tf.scope().opBuilder(OP, "CollectiveSum");
    op.addInput(x).addInput(size).addInput(group).addInput(instance);
    op.addInputList(new Output<?>[0]);
    op.setAttr("merge_op", "Add").setAttr("final_op", "Id");
    return op.build().output(0);
  }

  /**
   * Each worker's value is in the sum of every worker of its group, so its gradient is the sum of
   * theirs. The numbers have none: what stands for it goes nowhere.
   */
  private static List<Operand<?>> gradient(Ops tf, GraphOperation op, List<Output<?>> incoming) {
    Output<?> size = op.input(1);
    Output<?> group = op.input(2);
    Operand<TInt32> instance = op.input(3).expect(TInt32.class);
    Operand<TInt32> next = tf.math.add(instance, tf.constant(1));
    Operand<TFloat32> sum = sum(tf, incoming.get(0), size, group, next.asOutput());
    return List.of(sum, size, group, instance);
  }
}
