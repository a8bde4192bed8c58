package org.noisystudent.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Processes that are threads, and sum in an array. */
final class SummedBarrierTest {
  private static final int COUNT = 3;

  private final CyclicBarrier all = new CyclicBarrier(COUNT);
  private final AtomicIntegerArray sums = new AtomicIntegerArray(COUNT * BarrierNote.NUMBERS);

  @Test
  void nobodyGoesOnBeforeAllAreThere() throws Exception {
    AtomicInteger there = new AtomicInteger();
    List<Object> seen =
        run(
            1,
            group -> {
              there.incrementAndGet();
              group.agree("teacher-0", "step 24");
              return there.get();
            });
    assertEquals(List.of(COUNT, COUNT, COUNT), seen);
  }

  @Test
  void eachIsToldWhoCameWithWhat() throws Exception {
    List<Object> seen =
        run(
            1,
            group -> {
              group.agree("teacher-0", group.share().index() == 2 ? "step 16" : "step 24");
              return true;
            });
    assertEquals(
        "process 0 of 3 is at \"teacher-0: step 24\", but process 2 at \"teacher-0: step 16\": all must be given the same command, config, data and run directory",
        message(Kind.USAGE, seen.get(0)));
    assertEquals(
        "process 2 of 3 is at \"teacher-0: step 16\", but process 0 at \"teacher-0: step 24\": all must be given the same command, config, data and run directory",
        message(Kind.USAGE, seen.get(2)));
  }

  @Test
  void oneWorksAndTheOthersWaitHoweverLongItTakes() throws Exception {
    List<Object> seen = run(1, group -> group.alone("export", () -> pause(60)));
    assertEquals(List.of(Optional.of("done"), Optional.empty(), Optional.empty()), seen);
  }

  @Test
  void devicesThatDoNotAddUpAreNoticed() throws Exception {
    List<Object> seen =
        run(
            2,
            group -> {
              group.barrier("here");
              return true;
            });
    assertEquals(
        "here: the sum over all devices counts 1 of process 0, which has 2: the devices do not add up",
        message(Kind.DEVICE, seen.get(1)));
  }

  private static String message(Kind kind, Object ended) {
    UserErrorException error = assertInstanceOf(UserErrorException.class, ended);
    assertEquals(kind, error.kind());
    return error.getMessage();
  }

  /** Returns what each process gave, or the exception that ended it. */
  private List<Object> run(int devices, Function<ProcessGroup, Object> work) throws Exception {
    Duration pause = Duration.ofMillis(10);
    return FakeProcesses.run(
        COUNT,
        index ->
            work.apply(
                new SummedBarrier(
                    new ProcessShare(index, COUNT), devices, pause, note -> sum(index, note))));
  }

  private ByteBuffer sum(int process, BarrierNote note) {
    ByteBuffer numbers = ByteBuffer.allocate(sums.length() * Integer.BYTES);
    note.write(numbers, process, true);
    await();
    for (int i = 0; i < sums.length(); i++) {
      sums.addAndGet(i, numbers.getInt(i * Integer.BYTES));
    }
    await();
    ByteBuffer sum = ByteBuffer.allocate(numbers.capacity());
    for (int i = 0; i < sums.length(); i++) {
      sum.putInt(sums.get(i));
    }
    await();
    for (int i = 0; i < sums.length(); i++) {
      sums.addAndGet(i, -numbers.getInt(i * Integer.BYTES));
    }
    return sum.clear();
  }

  private void await() {
    try {
      all.await(1, TimeUnit.MINUTES);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return "done";
  }
}
