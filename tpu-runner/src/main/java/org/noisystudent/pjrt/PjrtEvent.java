package org.noisystudent.pjrt;

import com.sun.jna.Pointer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.noisystudent.pjrt.PjrtException.Code;
import org.noisystudent.pjrt.PjrtHandles.Kind;

/** Something that a device will have done, or failed to do. Whoever gets one closes it. */
public final class PjrtEvent implements AutoCloseable {
  private static final long SHORTEST_PAUSE_NANOS = 2_000;
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final PjrtHandle handle;

  PjrtEvent(PjrtApi api, Pointer event) {
    handle = new PjrtHandle(api, Kind.EVENT, event);
  }

  /** Returns whether it is done or has failed. */
  public boolean isReady() {
    try (PjrtStruct results = handle.call(PjrtCall.EVENT_IS_READY)) {
      return results.flag("is_ready");
    }
  }

  /**
   * Waits until it is done. A failure on the device is a {@link PjrtException}, and so is a wait
   * that is over the limit ({@code DEADLINE_EXCEEDED}) or interrupted ({@code CANCELLED}); what the
   * device does goes on, and the event can be waited for again.
   *
   * <p>Asks again and again, with growing pauses: the C API's own wait has no limit.
   */
  public void await(Duration limit) {
    await(System.nanoTime(), limit);
  }

  /** Waits as above; the limit counts from a time that {@link System#nanoTime} gave. */
  void await(long start, Duration limit) {
    long pause = SHORTEST_PAUSE_NANOS;
    while (!isReady()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new PjrtException(Code.CANCELLED, "the wait for the device was interrupted");
      }
      long left = limit.toNanos() - (System.nanoTime() - start);
      if (left <= 0) {
        throw new PjrtException(
            Code.DEADLINE_EXCEEDED,
            "the device was not done within the limit of %s s".formatted(seconds(limit)));
      }
      LockSupport.parkNanos(Math.min(pause, left));
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
    handle.call(PjrtCall.EVENT_ERROR).close();
  }

  private static String seconds(Duration limit) {
    return limit.toMillis() % 1000 == 0
        ? Long.toString(limit.toSeconds())
        : Double.toString(limit.toMillis() / 1000.0);
  }

  @Override
  public void close() {
    handle.close();
  }
}
