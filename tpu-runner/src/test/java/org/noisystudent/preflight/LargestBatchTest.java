package org.noisystudent.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LargestBatchTest {
  @Test
  void findsEverySizeFromEveryStartAndTriesNoneTwice() {
    for (int largest = 0; largest <= 40; largest++) {
      for (int start = 1; start <= 40; start++) {
        int limit = largest;
        Set<Integer> tried = new HashSet<>();
        int found =
            LargestBatch.find(
                start,
                40,
                size -> {
                  assertTrue(size >= 1 && size <= 40, "tried " + size);
                  assertTrue(tried.add(size), "tried " + size + " twice");
                  return size <= limit;
                });
        assertEquals(largest, found);
      }
    }
  }
}
