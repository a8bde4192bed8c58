package org.noisystudent.preflight;

import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The largest batch that fits, of sizes of which all below one that fits do.
 *
 * @param size the largest that was seen to fit; 0 = none
 * @param endedBy what ended the search before it was known that no larger one fits; its size is
 *     {@code endedAt}
 * @param endedAt the size that was tried then, else 0
 */
record LargestBatch(int size, Optional<Outcome> endedBy, int endedAt) {
  /**
   * Finds it. Only a device's memory bounds a size: any other end of a compile ends the search.
   *
   * @param start a size to try first, at least 1
   * @param most no larger one is tried
   */
  static LargestBatch find(int start, int most, IntFunction<Outcome> compile) {
    if (start < 1 || most < start) {
      throw new IllegalArgumentException("start (%d) must be 1 to %d".formatted(start, most));
    }
    int fitting = 0;
    int failing = most + 1;
    int next = start;
    while (failing - fitting > 1) {
      Outcome outcome = compile.apply(next);
      if (!outcome.isAnswer()) {
        return new LargestBatch(fitting, Optional.of(outcome), next);
      }
      if (outcome == Outcome.FITS) {
        fitting = next;
      } else {
        failing = next;
      }
      // as long as all fit, twice as many
      boolean open = failing == most + 1;
      next = open ? (int) Math.min(2L * fitting, most) : fitting + (failing - fitting) / 2;
    }
    return new LargestBatch(fitting, Optional.empty(), 0);
  }

  /** Returns what ended the search early, as a sentence. */
  Optional<String> end() {
    return endedBy.map(outcome -> "batch %d: %s".formatted(endedAt, outcome));
  }
}
