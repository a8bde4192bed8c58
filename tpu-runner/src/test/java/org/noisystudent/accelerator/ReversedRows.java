package org.noisystudent.accelerator;

import java.util.List;
import org.noisystudent.device.StepBatches;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** Batches whose labeled rows, and whose unlabeled rows, come in the reverse order. */
final class ReversedRows implements StepBatches {
  private final StepBatches batches;
  private final Ops tf;
  private final int labeled;

  private ReversedRows(StepBatches batches, Ops tf, int labeled) {
    this.batches = batches;
    this.tf = tf;
    this.labeled = labeled;
  }

  static StepBatches.Source of(StepBatches.Source source, int labeled) {
    return (Graph graph) -> new ReversedRows(source.add(graph), Ops.create(graph), labeled);
  }

  private <T extends TType> Operand<T> reversed(Operand<T> rows) {
    int count = Math.toIntExact(rows.shape().get(0));
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i < labeled ? labeled - 1 - i : count - 1 - (i - labeled);
    }
    return tf.gather(rows, tf.constant(order), tf.constant(0));
  }

  @Override
  public Operand<TUint8> images() {
    return reversed(batches.images());
  }

  @Override
  public Operand<TFloat32> targets() {
    return reversed(batches.targets());
  }

  @Override
  public List<Operand<TInt64>> watched() {
    return batches.watched();
  }

  @Override
  public void observe(List<TInt64> values) {
    batches.observe(values);
  }

  @Override
  public void seek(Session session, long step) {
    batches.seek(session, step);
  }

  @Override
  public void close() {
    batches.close();
  }
}
