package org.noisystudent.device;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Work that one process does while the others wait: a thread beside it meets them now and then, so
 * that they can tell long work from a process that is gone. The work must not use the devices.
 */
final class LongWork {
  private LongWork() {}

  /** Meets the other processes. */
  @FunctionalInterface
  interface Meeting {
    /**
     * Waits for all.
     *
     * @param again whether there will be another meeting
     */
    void hold(boolean again);
  }

  /**
   * Works, then meets the others for the last time.
   *
   * @throws RuntimeException of the work, without a last meeting, or of a meeting: then the work
   *     was done to its end
   */
  static <T> T of(Supplier<T> work, Duration pause, Meeting meeting) {
    CountDownLatch done = new CountDownLatch(1);
    ExecutorService beside =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "still-there");
              thread.setDaemon(true);
              return thread;
            });
    Future<?> meetings = beside.submit(() -> meetUntil(done, pause, meeting));
    beside.shutdown();
    T made;
    try {
      made = work.get();
    } catch (RuntimeException e) {
      done.countDown();
      try {
        await(meetings);
      } catch (RuntimeException ofMeeting) {
        e.addSuppressed(ofMeeting);
      }
      throw e;
    }
    done.countDown();
    await(meetings);
    meeting.hold(false);
    return made;
  }

  private static void meetUntil(CountDownLatch done, Duration pause, Meeting meeting) {
    try {
      while (!done.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        meeting.hold(true);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody else does: the thread ends
    }
  }

  private static void await(Future<?> meetings) {
    try {
      meetings.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while other processes were waited for", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
