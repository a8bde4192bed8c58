package org.noisystudent.doctor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.noisystudent.savedmodel.UserErrorException;

/**
 * A part of the report, which stands alone: one that fails says why, and keeps what it found.
 *
 * @param facts by name, in order
 * @param failure one line, where it failed
 */
record Section(String name, Map<String, Object> facts, Optional<String> failure) {
  static final String PROGRAM = "program";
  static final String MACHINE = "machine";
  static final String PLUGIN = "plugin";
  static final String TENSORFLOW = "tensorflow";
  static final String DEVICE = "device";
  static final String STEPS = "steps";
  static final String MEMORY = "memory";

  Section {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** Finds out the facts of a section; what it throws is the section's failure. */
  @FunctionalInterface
  interface Finder<T> {
    T find(Facts facts) throws Exception;
  }

  /** Returns a section as its finder leaves it. */
  static Section of(String name, Finder<?> finder) {
    return of(name, finder, new AtomicReference<>());
  }

  /**
   * Returns a section as its finder leaves it.
   *
   * @param found takes what the finder returns
   */
  static <T> Section of(String name, Finder<T> finder, AtomicReference<T> found) {
    Facts facts = new Facts();
    try {
      found.set(finder.find(facts));
      return new Section(name, facts.byName(), Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Section(name, facts.byName(), Optional.of("interrupted"));
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      // no section may keep the others from the report
      return new Section(name, facts.byName(), Optional.of(line(e)));
    }
  }

  static Section failed(String name, String why) {
    return new Section(name, Map.of(), Optional.of(why));
  }

  private static String line(Throwable e) {
    String message =
        String.valueOf(e.getMessage())
            .lines()
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .limit(e instanceof UserErrorException ? Long.MAX_VALUE : 1)
            .collect(Collectors.joining("; "));
    return e instanceof UserErrorException
        ? message
        : e.getClass().getSimpleName() + ": " + message;
  }
}
