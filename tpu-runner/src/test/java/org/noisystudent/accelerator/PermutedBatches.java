package org.noisystudent.accelerator;

import java.util.List;
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

/** Batches whose labeled rows, and whose unlabeled rows, come in the reverse order. */
record PermutedBatches(Ops tf, StepBatches batches, ReplicaRows rows) implements StepBatches {
  static Source of(Source batches, ReplicaRows rows) {
    return (Graph graph) -> new PermutedBatches(Ops.create(graph), batches.add(graph), rows);
  }

  private <T extends TType> Operand<T> reversed(Operand<T> batch) {
    int[] order =
        IntStream.concat(
                IntStream.range(0, rows.labeled()).map(i -> rows.labeled() - 1 - i),
                IntStream.range(0, rows.unlabeled()).map(i -> rows.count() - 1 - i))
            .toArray();
    return tf.gather(batch, tf.constant(order), tf.constant(0));
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
