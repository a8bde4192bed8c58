package org.noisystudent.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LargestBatchTest {
  private static Outcome fits(boolean does) {
    return does ? Outcome.FITS : Outcome.DOES_NOT_FIT;
  }

  @Test
  void findsEverySizeFromEveryStartAndTriesNoneTwice() {
    for (int largest = 0; largest <= 40; largest++) {
      for (int start = 1; start <= 40; start++) {
        int limit = largest;
        Set<Integer> tried = new HashSet<>();
        LargestBatch found =
            LargestBatch.find(
                start,
                40,
                size -> {
                  assertTrue(size >= 1 && size <= 40, "tried " + size);
                  assertTrue(tried.add(size), "tried " + size + " twice");
                  return fits(size <= limit);
                });
        assertEquals(new LargestBatch(largest, Optional.empty(), 0), found);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FITS", "DOES_NOT_FIT"})
  void endsAtWhatDoesNotSayWhetherASizeFits(Outcome end) {
    LargestBatch found = LargestBatch.find(4, 1024, size -> size < 16 ? Outcome.FITS : end);
    assertEquals(new LargestBatch(8, Optional.of(end), 16), found);
    assertEquals(Optional.of("batch 16: " + end), found.end());
  }
}
