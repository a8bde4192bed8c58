package org.noisystudent.data;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Counts what cannot be read, tells of each place once, and stops past a limit. Safe for several
 * threads.
 */
public final class CorruptRecords {
  private final String rule;
  private final double maxFraction;
  private final Consumer<String> log;
  private final Set<String> places = new LinkedHashSet<>();
  private long total;

  /**
   * Creates an empty count.
   *
   * @param maxFraction data.maxCorruptFraction
   * @param log takes one line a place
   */
  public CorruptRecords(double maxFraction, Consumer<String> log) {
    this("data.maxCorruptFraction", maxFraction, log);
  }

  /**
   * Creates an empty count.
   *
   * @param rule the key or option that sets the fraction
   * @param log takes one line a place
   */
  public CorruptRecords(String rule, double maxFraction, Consumer<String> log) {
    this.rule = rule;
    this.maxFraction = maxFraction;
    this.log = log;
  }

  /** Adds records, readable or not, to those that the fraction is of. */
  public synchronized void seen(long records) {
    total += records;
  }

  /**
   * Counts one unreadable record and skips it.
   *
   * @param place its file and offset
   * @throws UserErrorException of kind DATA where they are now too many
   */
  public synchronized void report(String place, String reason) {
    if (places.add(place)) {
      log.accept("skipped a corrupt record: " + place + ": " + reason);
      check();
    }
  }

  /** Counts one unreadable record before it is known of how many. */
  synchronized void note(String place, String reason) {
    if (places.add(place)) {
      log.accept("skipped a corrupt record: " + place + ": " + reason);
    }
  }

  /** Stops where the unreadable records are too many of those seen. */
  synchronized void check() {
    if (places.size() > maxFraction * total) {
      throw new UserErrorException(
          Kind.DATA,
          String.format(
              Locale.ROOT,
              "corrupt records (%d of %d) must be <= %s (%s); the first is %s",
              places.size(),
              total,
              rule,
              maxFraction,
              places.iterator().next()));
    }
  }

  /** Returns the number of unreadable records. */
  public synchronized int count() {
    return places.size();
  }
}
