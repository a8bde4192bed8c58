package org.noisystudent.preflight;

import java.util.function.IntPredicate;

/** Finds the largest batch that fits, of sizes of which all below one that fits do. */
final class LargestBatch {
  private LargestBatch() {}

  /**
   * Returns the largest size that fits; 0 if 1 does not.
   *
   * @param start a size to try first, at least 1
   * @param most no larger one is tried
   */
  static int find(int start, int most, IntPredicate fits) {
    if (start < 1 || most < start) {
      throw new IllegalArgumentException("start (%d) must be 1 to %d".formatted(start, most));
    }
    int fitting = 0;
    int failing = most + 1;
    int next = start;
    while (failing - fitting > 1) {
      if (fits.test(next)) {
        fitting = next;
      } else {
        failing = next;
      }
      // as long as all fit, twice as many
      boolean open = failing == most + 1;
      next = open ? (int) Math.min(2L * fitting, most) : fitting + (failing - fitting) / 2;
    }
    return fitting;
  }
}
