package org.noisystudent.accelerator;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.device.DeviceFailedException;
import org.noisystudent.pjrt.ElementType;
import org.noisystudent.pjrt.PjrtBuffer;
import org.noisystudent.pjrt.PjrtProgram;

/**
 * Processes that are threads of this one: each drives its part of some devices, and a run begins
 * when all have begun it, for all devices at once. What a process is given and gives, and in which
 * order, is as with processes of their own; a plugin for the CPU that sums over processes is not to
 * be had.
 */
final class JoinedProcesses {
  private final ReplicaGroup devices;
  private final int count;
  private final Duration limit;
  private final Map<String, Meeting<?>> meetings = new ConcurrentHashMap<>();

  /**
   * Divides devices among processes.
   *
   * @param limit how long one waits for the others
   */
  JoinedProcesses(ReplicaGroup devices, int count, Duration limit) {
    this.devices = devices;
    this.count = count;
    this.limit = limit;
  }

  /** Runs every process in a thread of its own; returns what each gave, or failed with. */
  <T> List<Outcome<T>> run(IntFunction<T> work) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int process = 0; process < count; process++) {
        int index = process;
        running.add(threads.submit(() -> work.apply(index)));
      }
      List<Outcome<T>> outcomes = new ArrayList<>();
      for (Future<T> each : running) {
        try {
          outcomes.add(new Outcome<>(List.of(each.get()), List.of()));
        } catch (ExecutionException e) {
          outcomes.add(new Outcome<>(List.of(), List.of(e.getCause())));
        }
      }
      return outcomes;
    } finally {
      threads.shutdownNow();
    }
  }

  /** How a process ended: with a value, or with a failure. */
  record Outcome<T>(List<T> values, List<Throwable> failures) {
    T value() {
      failures.forEach(
          failure -> {
            throw new AssertionError("the process failed", failure);
          });
      return values.get(0);
    }

    Throwable failure() {
      return failures.get(0);
    }
  }

  /** Returns the replicas of all processes as one of them sees them. */
  ReplicaGroup of(int index) {
    return new Seen(new ProcessShare(index, count));
  }

  /** What every process gives once, and what is made of it. */
  private final class Meeting<T> {
    private final List<T> given = new ArrayList<>();
    private final CompletableFuture<Object> made = new CompletableFuture<>();

    Meeting() {
      for (int process = 0; process < count; process++) {
        given.add(null);
      }
    }

    synchronized void give(int process, T value, Function<List<T>, ?> join) {
      given.set(process, value);
      if (!given.contains(null)) {
        try {
          made.complete(join.apply(given));
        } catch (RuntimeException e) {
          made.completeExceptionally(e);
        }
      }
    }

    Object await() {
      try {
        return made.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw new DeviceFailedException("the device was not done in time", e);
      } catch (InterruptedException e) {
        throw new DeviceFailedException("the wait for the device was interrupted", e);
      } catch (ExecutionException e) {
        throw new DeviceFailedException("the device failed: " + e.getCause(), e);
      }
    }
  }

  /** Closes what all share when the last process closes it. */
  private final class Shared<T extends AutoCloseable> {
    private final T shared;
    private final AtomicInteger open = new AtomicInteger(count);

    Shared(T shared) {
      this.shared = shared;
    }

    void close() {
      if (open.decrementAndGet() == 0) {
        try {
          shared.close();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private final class Seen implements ReplicaGroup {
    private final ProcessShare process;
    private final int own;
    private int compiled;
    private int started;

    Seen(ProcessShare process) {
      this.process = process;
      this.own = devices.count() / count;
    }

    @Override
    public int count() {
      return devices.count();
    }

    @Override
    public ProcessShare process() {
      return process;
    }

    @Override
    public PjrtBuffer send(int replica, ElementType type, List<Long> dims, ByteBuffer data) {
      return devices.send(process.index() * own + replica, type, dims, data);
    }

    @SuppressWarnings("unchecked") // of one name are meetings of one kind
    private <T, R> R meet(String name, T given, Function<List<T>, R> join) {
      Meeting<T> meeting = (Meeting<T>) meetings.computeIfAbsent(name, unused -> new Meeting<T>());
      meeting.give(process.index(), given, join);
      return (R) meeting.await();
    }

    @Override
    public Program compile(PjrtProgram program) {
      Shared<Program> shared =
          meet(
              "program " + compiled++,
              program,
              all -> {
                if (!all.stream().allMatch(p -> Arrays.equals(p.code(), program.code()))) {
                  throw new IllegalStateException("the processes compile different programs");
                }
                return new Shared<>(devices.compile(program));
              });
      return new Part(shared);
    }

    private final class Part implements Program {
      private final Shared<Program> program;

      Part(Shared<Program> program) {
        this.program = program;
      }

      @Override
      public Run start(List<List<PjrtBuffer>> arguments) {
        Shared<Run> run = meet("run " + started++, new Start(program, arguments), this::join);
        return new PartOfRun(run);
      }

      private Shared<Run> join(List<Start> starts) {
        if (!starts.stream().allMatch(each -> each.program() == program)) {
          throw new IllegalStateException("the processes start different programs");
        }
        List<List<PjrtBuffer>> arguments =
            starts.stream().flatMap(each -> each.arguments().stream()).toList();
        return new Shared<>(program.shared.start(arguments));
      }

      @Override
      public void close() {
        program.close();
      }
    }

    private final class PartOfRun implements Run {
      private final Shared<Run> run;

      PartOfRun(Shared<Run> run) {
        this.run = run;
      }

      @Override
      public List<List<PjrtBuffer>> outputs() {
        int first = process.index() * own;
        return run.shared.outputs().subList(first, first + own);
      }

      @Override
      public boolean isReady() {
        return run.shared.isReady();
      }

      @Override
      public void await(Duration given) {
        run.shared.await(given);
      }

      @Override
      public void close() {
        run.close();
      }
    }
  }

  private record Start(Shared<ReplicaGroup.Program> program, List<List<PjrtBuffer>> arguments) {}
}
