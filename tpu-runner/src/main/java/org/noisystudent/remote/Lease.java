package org.noisystudent.remote;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.noisystudent.run.RunPlace;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;

/**
 * Keeps other processes out of a run directory in a bucket, as long as it is renewed: an object
 * that only its holder replaces. One that was not renewed for its time is taken over; how old it
 * is, the service's clock says, so the clocks of machines do not matter.
 */
final class Lease implements RunPlace.Lock {
  static final String NAME = ".lock";

  private static final String CLOCK = NAME + "-clock-";

  /** A lease is renewed this often within its time. */
  private static final int RENEWALS = 3;

  private final ObjectStore objects;
  private final Duration time;
  private final String holder = UUID.randomUUID().toString();
  private final ScheduledExecutorService renewing;
  private long generation;
  private long renewed;
  private boolean lost;
  private boolean released;

  /**
   * What the object says.
   *
   * @param holder a number drawn by the process that holds it
   * @param seconds for which it holds after each renewal
   */
  record Content(String holder, double seconds) {}

  private Lease(ObjectStore objects, Duration time) {
    this.objects = objects.guardedBy(() -> {});
    this.time = time;
    this.renewing =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "lease");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Takes the lease of a store, waiting for that of a process that may have died.
   *
   * @param notices takes a line where it has to wait
   * @throws UserErrorException of kind USAGE if another process holds and renews it
   */
  static Lease take(ObjectStore objects, Duration time, Consumer<String> notices) {
    Lease lease = new Lease(objects, time);
    try {
      lease.take(notices);
    } catch (RuntimeException e) {
      lease.renewing.shutdownNow();
      throw e;
    }
    long every = time.toMillis() / RENEWALS;
    // it throws nothing, and ends with its thread
    Future<?> unused =
        lease.renewing.scheduleWithFixedDelay(
            lease::renewQuietly, every, every, TimeUnit.MILLISECONDS);
    return lease;
  }

  private synchronized void take(Consumer<String> notices) {
    Optional<RemoteObject> other = objects.find(NAME).flatMap(held -> ended(held, notices));
    try {
      write(other.map(RemoteObject::generation).orElse(RemoteObject.ABSENT));
    } catch (ConflictException e) {
      throw inUse();
    }
  }

  /** Waits for the end of a lease, and returns what is left of it; an error if it is renewed. */
  private Optional<RemoteObject> ended(RemoteObject other, Consumer<String> notices) {
    Duration left = left(other);
    if (left.isNegative() || left.isZero()) {
      return Optional.of(other);
    }
    notices.accept(
        "%s is held by another process; if that one has ended, this one goes on in %d s"
            .formatted(objects.place(""), left.toSeconds() + 1));
    Optional<RemoteObject> now = Optional.of(other);
    for (long end = System.nanoTime() + left.toNanos();
        now.isPresent() && System.nanoTime() < end;
        now = objects.find(NAME)) {
      if (now.get().generation() != other.generation()) {
        throw inUse();
      }
      pause(Math.min(left.toMillis() / 10 + 1, 1000));
    }
    return now;
  }

  /** Returns for how long a lease holds yet; the service tells its time by an object. */
  private Duration left(RemoteObject other) {
    Content content;
    try {
      content = Json.read(objects.place(NAME), objects.read(other), Content.class);
    } catch (ConflictException e) {
      throw inUse();
    }
    RemoteObject clock = objects.put(CLOCK + holder, new byte[0], RemoteObject.ABSENT, Map.of());
    objects.startingWith(CLOCK).forEach(objects::delete); // also those of processes that died
    Instant end = other.updated().plusMillis((long) (1000 * content.seconds()));
    return Duration.between(clock.updated(), end);
  }

  /** Refuses by an error what only a holder may do, after a renewal where it is time for one. */
  synchronized void requireHeld() {
    if (!lost && !released && Duration.ofNanos(System.nanoTime() - renewed).compareTo(safe()) > 0) {
      renew();
    }
    if (lost || released) {
      throw new UserErrorException(
          Kind.DATA,
          "%s was taken over by another process, since this one did not renew its lease for %d s:"
                  .formatted(objects.place(""), time.toSeconds())
              + " this one stops; all that was finished before is kept");
    }
  }

  /**
   * Returns after what time without a renewal nothing may be written: the rest is for a request.
   */
  private Duration safe() {
    return time.multipliedBy(RENEWALS - 1).dividedBy(RENEWALS);
  }

  private synchronized void renew() {
    try {
      write(generation);
    } catch (ConflictException e) {
      lost = true;
    }
  }

  private void write(long expected) {
    long start = System.nanoTime();
    Content content = new Content(holder, time.toMillis() / 1000.0);
    generation = objects.put(NAME, Json.line(content), expected, Map.of()).generation();
    renewed = start;
  }

  private synchronized void renewQuietly() {
    try {
      if (!lost && !released) {
        renew();
      }
    } catch (RuntimeException e) {
      // tried again in a while; whoever is about to write tries too, and says what is wrong
    }
  }

  private UserErrorException inUse() {
    return new UserErrorException(
        Kind.USAGE,
        objects.place("")
            + " is in use by another process: wait for it, or name another --run-dir");
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while it waited for a lease", e);
    }
  }

  @Override
  public void close() {
    renewing.shutdownNow();
    release();
  }

  private synchronized void release() {
    // where the service is away, it is not waited for once more
    boolean held = Duration.ofNanos(System.nanoTime() - renewed).compareTo(time) < 0;
    if (lost || released || !held) {
      return;
    }
    released = true;
    try {
      objects.find(NAME).filter(own -> own.generation() == generation).ifPresent(objects::delete);
    } catch (UserErrorException | ConflictException e) {
      // It ends by itself.
    }
  }
}
