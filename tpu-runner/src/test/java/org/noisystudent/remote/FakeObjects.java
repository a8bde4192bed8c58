package org.noisystudent.remote;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The objects of a bucket by name, with the rules of the service; its clock can be set forward. */
final class FakeObjects {
  private final NavigableMap<String, Stored> objects = new TreeMap<>();
  private final Clock clock = Clock.systemUTC();
  private Duration ahead = Duration.ZERO;
  private long lastGeneration = 1_000_000;

  /**
   * An object.
   *
   * @param joined whether it was made of others
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Stored(
      byte[] bytes,
      long generation,
      Instant updated,
      String contentType,
      Map<String, String> metadata,
      boolean joined) {
    Stored {
      bytes = bytes.clone();
      metadata = Map.copyOf(metadata);
    }
  }

  /** What the service refuses, by the status of HTTP. */
  static final class Refusal extends RuntimeException {
    private final int status;

    Refusal(int status, String message) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  synchronized Optional<Stored> find(String name) {
    return Optional.ofNullable(objects.get(name));
  }

  synchronized Stored get(String name, OptionalLong generation) {
    Stored stored = objects.get(name);
    if (stored == null
        || (generation.isPresent() && stored.generation() != generation.getAsLong())) {
      throw new Refusal(404, "No such object: " + name);
    }
    return stored;
  }

  synchronized NavigableMap<String, Stored> startingWith(String prefix) {
    NavigableMap<String, Stored> found = new TreeMap<>(objects.tailMap(prefix, true));
    found.keySet().removeIf(name -> !name.startsWith(prefix));
    return found;
  }

  /** Stores an object if the one that is there has a generation; 0 is none. */
  synchronized Stored put(
      String name,
      byte[] bytes,
      String contentType,
      Map<String, String> metadata,
      boolean joined,
      OptionalLong ifGeneration) {
    check(name, ifGeneration);
    Stored stored = new Stored(bytes, ++lastGeneration, now(), contentType, metadata, joined);
    objects.put(name, stored);
    return stored;
  }

  synchronized void delete(String name, OptionalLong ifGeneration) {
    if (!objects.containsKey(name)) {
      throw new Refusal(404, "No such object: " + name);
    }
    check(name, ifGeneration);
    objects.remove(name);
  }

  synchronized void check(String name, OptionalLong ifGeneration) {
    long there = objects.containsKey(name) ? objects.get(name).generation() : 0;
    if (ifGeneration.isPresent() && ifGeneration.getAsLong() != there) {
      throw new Refusal(412, "At least one of the pre-conditions you specified did not hold.");
    }
  }

  /** Lets the service's time pass. */
  synchronized void pass(Duration time) {
    ahead = ahead.plus(time);
  }

  private Instant now() {
    return clock.instant().plus(ahead);
  }
}
