package org.noisystudent.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Watches a job until it ends, and begins it again where its service does not.
 *
 * <pre>
 *   QUEUED ──────► PROVISIONING ──────► RUNNING ──────► SUCCEEDED   ends, exit code 0
 *      ▲                 ▲                 │ ├────────► FAILED      may it be retried? begin again
 *      │                 │                 │ │                      else end, exit code 5
 *      │                 │                 │ └────────► CANCELLED   ends, exit code 5
 *      │                 └── begin again ◄─┤
 *      └──────────────────── PREEMPTED ◄───┘
 *
 *   QUEUED, PROVISIONING   waits; says what the service says of it
 *   RUNNING                looks at the run directory: no progress for a while is a dead man,
 *                          begins again
 *   PREEMPTED              begins again, unless the service does so itself
 *   service not answering  asks again, up to a limit
 *   begin again            after a back-off that doubles, so many times; the run goes on from its
 *                          last checkpoint
 * </pre>
 */
public final class JobWatcher {
  private static final int MAX_DOUBLINGS = 6;

  private final JobBackend backend;
  private final Limits limits;
  private final Clock clock;
  private final Sleeper sleeper;
  private final Consumer<String> log;

  /**
   * Creates a watcher.
   *
   * @param log takes a line whenever something changes
   */
  public JobWatcher(
      JobBackend backend, Limits limits, Clock clock, Sleeper sleeper, Consumer<String> log) {
    this.backend = backend;
    this.limits = limits;
    this.clock = clock;
    this.sleeper = sleeper;
    this.log = log;
  }

  /**
   * How long it is patient.
   *
   * @param poll between two looks
   * @param stall without progress of a job that runs, before it is begun again
   * @param outage without an answer of the service, before the watch ends
   * @param backOff before the job is begun again for the first time
   * @param retries how often it is begun again at most
   */
  public record Limits(
      Duration poll, Duration stall, Duration outage, Duration backOff, int retries) {}

  /** Lets time pass. */
  @FunctionalInterface
  public interface Sleeper {
    /** Waits so long. */
    void sleep(Duration time) throws InterruptedException;
  }

  /** Says how far a run is. */
  @FunctionalInterface
  public interface Progress {
    /** Returns something that differs from what it was if and only if the run got further. */
    String now();
  }

  /**
   * Watches a job to its end.
   *
   * @return how it ended; PREEMPTED or RUNNING where it may not be begun again any more
   * @throws JobServiceUnavailableException if the service does not answer for too long
   */
  public JobStatus watch(String name, Progress progress) throws InterruptedException {
    int begun = 0;
    String shown = "";
    String seen = "";
    Instant moved = clock.instant();
    while (true) {
      JobStatus status = ask(name);
      String line = line(status);
      if (!line.equals(shown)) {
        log.accept(line);
        shown = line;
      }
      if (status.state() == JobState.RUNNING) {
        String now = progress.now();
        if (!now.equals(seen)) {
          seen = now;
          moved = clock.instant();
        }
      } else {
        moved = clock.instant();
      }
      Optional<String> again = whyBeginAgain(status, moved);
      if (again.isPresent()) {
        if (begun == limits.retries()) {
          log.accept(again.get() + ": begun again " + begun + " times already, not any more");
          return status;
        }
        beginAgain(name, again.get(), begun);
        begun++;
        moved = clock.instant();
      } else if (status.state().isFinal()) {
        return status;
      }
      sleeper.sleep(limits.poll());
    }
  }

  /** Returns why a job must be begun again; empty where it need not. */
  private Optional<String> whyBeginAgain(JobStatus status, Instant moved) {
    Duration still = Duration.between(moved, clock.instant());
    return switch (status.state()) {
      case QUEUED, PROVISIONING, SUCCEEDED, CANCELLED -> Optional.empty();
      case RUNNING ->
          still.compareTo(limits.stall()) >= 0
              ? Optional.of(status.name() + " has made no progress for " + text(still))
              : Optional.empty();
      case PREEMPTED ->
          backend.restartsItself()
              ? Optional.empty()
              : Optional.of(status.name() + " was preempted");
      case FAILED ->
          status.mayBeRetried() ? Optional.of(status.name() + " failed") : Optional.empty();
    };
  }

  private void beginAgain(String name, String why, int begun) throws InterruptedException {
    Duration wait = limits.backOff().multipliedBy(1L << Math.min(begun, MAX_DOUBLINGS));
    log.accept(
        "%s: begun again in %s (%d of %d)".formatted(why, text(wait), begun + 1, limits.retries()));
    sleeper.sleep(wait);
    Instant first = clock.instant();
    for (int tries = 0; ; tries++) {
      try {
        backend.restart(name);
        return;
      } catch (JobServiceUnavailableException e) {
        waitOut(e, first, tries);
      }
    }
  }

  private JobStatus ask(String name) throws InterruptedException {
    Instant first = clock.instant();
    for (int tries = 0; ; tries++) {
      try {
        return backend.status(name);
      } catch (JobServiceUnavailableException e) {
        waitOut(e, first, tries);
      }
    }
  }

  private void waitOut(JobServiceUnavailableException e, Instant first, int tries)
      throws InterruptedException {
    if (Duration.between(first, clock.instant()).compareTo(limits.outage()) >= 0) {
      throw e;
    }
    if (tries == 0) {
      log.accept(e.getMessage() + "; asking again for " + text(limits.outage()));
    }
    sleeper.sleep(limits.poll());
  }

  private static String line(JobStatus status) {
    String restarts = status.restarts() == 0 ? "" : ", restarts: " + status.restarts();
    String message = status.message().isEmpty() ? "" : ": " + status.message();
    return status.name() + " " + status.state() + restarts + message;
  }

  private static String text(Duration time) {
    return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }
}
