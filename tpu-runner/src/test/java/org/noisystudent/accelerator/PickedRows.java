package org.noisystudent.accelerator;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.noisystudent.device.StepBatches;
import org.noisystudent.train.ReplicaRows;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * Batches made of the rows of others.
 *
 * @param rows for each row, which one of the other batch it is
 */
record PickedRows(Ops tf, StepBatches others, List<Integer> rows) implements StepBatches {
  /**
   * Returns batches whose labeled rows, and whose unlabeled rows, come in the reverse order.
   *
   * @param rows of a batch
   */
  static Source reversed(Source batches, ReplicaRows rows) {
    return picked(batches, rows, 1, i -> rows.labeled() - 1 - i, i -> rows.unlabeled() - 1 - i);
  }

  /**
   * Returns batches in which the labeled rows of others come several times, and then the unlabeled
   * ones as often.
   *
   * @param rows of one of the others
   */
  static Source repeated(Source batches, ReplicaRows rows, int times) {
    return picked(batches, rows, times, i -> i % rows.labeled(), i -> i % rows.unlabeled());
  }

  private static Source picked(
      Source batches,
      ReplicaRows rows,
      int times,
      IntUnaryOperator labeled,
      IntUnaryOperator unlabeled) {
    List<Integer> picked =
        IntStream.concat(
                IntStream.range(0, times * rows.labeled()).map(labeled),
                IntStream.range(0, times * rows.unlabeled())
                    .map(i -> rows.labeled() + unlabeled.applyAsInt(i)))
            .boxed()
            .toList();
    return (Graph graph) -> new PickedRows(Ops.create(graph), batches.add(graph), picked);
  }

  private <T extends TType> Operand<T> pick(Operand<T> batch) {
    int[] order = rows.stream().mapToInt(Integer::intValue).toArray();
    return tf.gather(batch, tf.constant(order), tf.constant(0));
  }

  @Override
  public Operand<TUint8> images() {
    return pick(others.images());
  }

  @Override
  public Operand<TFloat32> targets() {
    return pick(others.targets());
  }

  @Override
  public List<Operand<TInt64>> watched() {
    return others.watched();
  }

  @Override
  public void observe(List<TInt64> values) {
    others.observe(values);
  }

  @Override
  public void seek(Session session, long step) {
    others.seek(session, step);
  }

  @Override
  public void close() {
    others.close();
  }
}
