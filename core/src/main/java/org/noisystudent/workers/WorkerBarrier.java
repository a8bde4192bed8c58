package org.noisystudent.workers;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.device.BarrierNote;
import org.noisystudent.device.DeviceFailedException;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.device.Sessions;
import org.noisystudent.device.SummedBarrier;
import org.noisystudent.savedmodel.UserErrorException;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;

/** Workers that meet in a collective sum of their own. */
final class WorkerBarrier implements ProcessGroup, AutoCloseable {
  private final SummedBarrier barrier;
  private final Graph graph = new Graph();
  private final Placeholder<TInt32> notes;
  private final Operand<TInt32> sum;
  private final Sessions sessions;
  private Optional<Session> session = Optional.empty();

  /**
   * Builds the sum.
   *
   * @param pause after which a worker that works alone shows the others that it is still there
   */
  WorkerBarrier(ProcessShare share, Sessions sessions, CollectiveSums sums, Duration pause) {
    this.sessions = sessions;
    this.barrier = new SummedBarrier(share, 1, pause, this::over);
    DeviceSpec cpu =
        DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.CPU).deviceIndex(0).build();
    Ops tf = Ops.create(graph).withDevice(cpu);
    Shape shape = Shape.of((long) share.count() * BarrierNote.NUMBERS);
    notes = tf.placeholder(TInt32.class, Placeholder.shape(shape));
    sum = sums.sumOfNotes(tf, notes);
  }

  private ByteBuffer over(BarrierNote own) {
    ByteBuffer numbers = ByteBuffer.allocate((int) notes.shape().size() * Integer.BYTES);
    own.write(numbers, share().index(), true);
    if (session.isEmpty()) {
      session = Optional.of(sessions.open(graph));
    }
    int[] values = new int[numbers.capacity() / Integer.BYTES];
    numbers.asIntBuffer().get(values);
    try (TInt32 fed = TInt32.vectorOf(values);
        Result result = sessions.run(session.get().runner().feed(notes, fed).fetch(sum))) {
      TInt32 all = (TInt32) result.get(0);
      ByteBuffer summed = ByteBuffer.allocate(numbers.capacity());
      all.scalars().forEach(value -> summed.putInt(value.getInt()));
      return summed.clear();
    }
  }

  @Override
  public ProcessShare share() {
    return barrier.share();
  }

  @Override
  public void agree(String place, String value) {
    barrier.agree(place, value);
  }

  @Override
  public <T> Optional<T> alone(String place, Supplier<T> work) {
    return barrier.alone(place, work);
  }

  /**
   * Each worker has the last sum as soon as its own part of it is done, and the others fetch theirs
   * from it: one that ended at once would leave them without.
   */
  @Override
  public void part() {
    try {
      barrier.barrier("the end");
    } catch (UserErrorException e) {
      if (!(e.getCause() instanceof DeviceFailedException)) {
        throw e;
      }
      // the others have parted from this one, and are gone
    }
  }

  @Override
  public void close() {
    session.ifPresent(Session::close);
    graph.close();
  }
}
