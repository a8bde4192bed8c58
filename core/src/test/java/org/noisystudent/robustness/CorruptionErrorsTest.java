package org.noisystudent.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CorruptionErrorsTest {
  @Test
  void aModelAsAlexNetHasAMeanCorruptionErrorOfAHundred() {
    List<CorruptionErrors.Measured> measured = new ArrayList<>();
    for (Corruption corruption : Corruption.values()) {
      measured.add(measured(corruption, corruption.alexNetError(), 5));
    }
    CorruptionErrors errors =
        CorruptionErrors.of(measured, c -> OptionalDouble.of(c.alexNetError()));
    assertEquals(100, errors.meanCorruptionError().orElseThrow(), 1e-9);
    assertEquals(0.78899, errors.meanError().orElseThrow(), 1e-5);
    assertEquals(19, errors.corruptions().size());
  }

  @Test
  void withoutASeverityThereIsNoMeanCorruptionError() {
    List<CorruptionErrors.Measured> measured = new ArrayList<>();
    for (Corruption corruption : Corruption.scoredOnes()) {
      measured.add(measured(corruption, 0.5, corruption == Corruption.FOG ? 4 : 5));
    }
    CorruptionErrors errors =
        CorruptionErrors.of(measured, c -> OptionalDouble.of(c.alexNetError()));
    assertTrue(errors.meanCorruptionError().isEmpty());
    assertTrue(errors.error(Corruption.FOG).isEmpty());
    assertEquals(0.5, errors.error(Corruption.SNOW).orElseThrow(), 1e-15);
    assertEquals(0.5, errors.meanError().orElseThrow(), 1e-15);
  }

  private static CorruptionErrors.Measured measured(
      Corruption corruption, double error, int severities) {
    return new CorruptionErrors.Measured(
        corruption,
        IntStream.rangeClosed(1, severities)
            .mapToObj(s -> new CorruptionErrors.Cell(s, 10, 0, error, 0.9, 0.1))
            .toList());
  }
}
