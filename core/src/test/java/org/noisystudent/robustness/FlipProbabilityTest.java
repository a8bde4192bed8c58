package org.noisystudent.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.primitives.ImmutableIntArray;
import org.junit.jupiter.api.Test;

final class FlipProbabilityTest {
  private static final ImmutableIntArray THERE_AND_BACK = ImmutableIntArray.of(1, 2, 1, 1, 3);

  @Test
  void framesAreComparedWithTheOneBefore() {
    assertEquals(3 / 4.0, of(false, 1), 1e-15);
  }

  @Test
  void noiseIsComparedWithTheFirstFrame() {
    assertEquals(2 / 4.0, of(true, 1), 1e-15);
  }

  @Test
  void atHigherDifficultyFramesFurtherApartAreCompared() {
    assertEquals(2 / 3.0, of(false, 2), 1e-15);
    assertEquals(of(true, 1), of(true, 2));
  }

  @Test
  void aSequenceTooShortIsRefused() {
    FlipProbability flips = new FlipProbability(false, 2);
    assertThrows(IllegalArgumentException.class, () -> flips.add(ImmutableIntArray.of(1, 2)));
    assertThrows(IllegalStateException.class, flips::value);
  }

  private static double of(boolean noise, int difficulty) {
    FlipProbability flips = new FlipProbability(noise, difficulty);
    flips.add(THERE_AND_BACK);
    return flips.value();
  }
}
