package org.noisystudent.corruption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DrawsTest {
  private static final int COUNT = 100_000;

  /** Of the standard error: chance alone passes it once in 15,000 times, and the seed is fixed. */
  private static final double MOST = 4;

  private final Draws draws = new Draws(7);

  @Test
  void uniformNumbersHaveTheirMeanAndVariance() {
    check(draws::uniform, .5, 1 / 12., 1 / 180.);
  }

  @Test
  void normalNumbersHaveTheirMeanAndVariance() {
    check(draws::normal, 0, 1, 2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {.02, 3, 60, 699})
  void countsHaveTheirMeanAndVariance(double mean) {
    check(() -> draws.poisson(mean), mean, mean, mean + 2 * mean * mean);
  }

  @Test
  void nothingIsCountedOfNothing() {
    for (int i = 0; i < 100; i++) {
      assertEquals(0, draws.poisson(0));
    }
  }

  @Test
  void wholeNumbersReachAllOfTheirRangeAndNoMore() {
    int[] seen = new int[5];
    for (int i = 0; i < 1000; i++) {
      seen[draws.between(-2, 3) + 2]++;
    }
    for (int count : seen) {
      assertTrue(count > 100, "of 1000: " + count);
    }
  }

  @Test
  void eachPartOfASeedMakesAnotherStream() {
    double first = Draws.of(1, 2, 3).uniform();
    assertEquals(first, Draws.of(1, 2, 3).uniform());
    assertNotEquals(first, Draws.of(1, 2, 4).uniform());
    assertNotEquals(first, Draws.of(1, 3, 3).uniform());
    assertNotEquals(first, Draws.of(2, 2, 3).uniform());
    assertNotEquals(first, Draws.of(2, 1, 3).uniform());
  }

  @Test
  void aSeedGivesTheSameNumbersOnEveryMachine() {
    Draws fixed = new Draws(0);
    assertEquals(0.8833108082136426, fixed.uniform()); // SplitMix64 of 0: 0xE220A8397B1DCDAF
    assertEquals(1.0482038676528573, fixed.normal(), 1e-12); // by numpy: draws.py
    assertEquals(75, fixed.poisson(60));
  }

  /** Compares with the mean and the variance, whose own variance is given as of one draw. */
  private static void check(
      DoubleSupplier draw, double mean, double variance, double varianceOfSquare) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < COUNT; i++) {
      double value = draw.getAsDouble() - mean;
      sum += value;
      squares += value * value;
    }
    assertEquals(0, sum / COUNT, MOST * Math.sqrt(variance / COUNT));
    assertEquals(variance, squares / COUNT, MOST * Math.sqrt(varianceOfSquare / COUNT));
  }
}
