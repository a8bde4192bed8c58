package org.noisystudent.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Processes that are threads of this one, and meet in it. */
public final class FakeProcesses {
  private static final int LIMIT_SECONDS = 30;

  private final int count;
  private final CyclicBarrier barrier;
  private final String[] said;

  /** Creates some processes. */
  public FakeProcesses(int count) {
    this.count = count;
    this.barrier = new CyclicBarrier(count);
    this.said = new String[count];
  }

  /**
   * Runs each process in a thread of its own.
   *
   * @return what each gave, or the exception that ended it
   */
  public List<Object> run(Function<ProcessGroup, ?> work) throws InterruptedException {
    return run(count, index -> work.apply(new Group(new ProcessShare(index, count))));
  }

  /** Runs each of some processes, by their numbers, in a thread of its own. */
  static List<Object> run(int count, IntFunction<?> work) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Callable<Object>> tasks = new ArrayList<>();
      for (int index = 0; index < count; index++) {
        int own = index;
        tasks.add(() -> work.apply(own));
      }
      List<Object> ended = new ArrayList<>();
      for (Future<Object> each : threads.invokeAll(tasks)) {
        try {
          ended.add(each.get());
        } catch (ExecutionException e) {
          ended.add(e.getCause());
        }
      }
      return ended;
    } finally {
      threads.shutdownNow();
    }
  }

  private final class Group implements ProcessGroup {
    private final ProcessShare share;

    Group(ProcessShare share) {
      this.share = share;
    }

    @Override
    public ProcessShare share() {
      return share;
    }

    @Override
    public void agree(String place, String value) {
      said[share.index()] = place + ": " + value;
      await(place);
      String[] all = said.clone();
      await(place); // before anybody says something else
      if (Arrays.stream(all).distinct().count() > 1) {
        throw new UserErrorException(Kind.USAGE, "not the same: " + Arrays.toString(all));
      }
    }

    @Override
    public <T> Optional<T> alone(String place, Supplier<T> work) {
      Optional<T> made = writes() ? Optional.of(work.get()) : Optional.empty();
      barrier(place);
      return made;
    }

    private void await(String place) {
      try {
        barrier.await(LIMIT_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new UserErrorException(Kind.DEVICE, place + ": not all came", e);
      }
    }
  }
}
