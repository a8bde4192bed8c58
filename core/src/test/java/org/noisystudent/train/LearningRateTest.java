package org.noisystudent.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.config.LearningRateConfig;
import org.noisystudent.config.LearningRateConfig.Schedule;

final class LearningRateTest {
  /** The reference at batch 2048: 1,281,167 images, 625.57 steps an epoch, 350 epochs. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0.0000409338",
    "1563, 0.0639795",
    "3126, 0.127959",
    "3127, 0.1204352",
    "4504, 0.1204352",
    "4505, 0.11682214",
    "218948, 0.001546",
  })
  void exponentialStairsFollowTheReference(long step, double expected) {
    LearningRate rate =
        new LearningRate(
            new LearningRateConfig(
                Schedule.EXPONENTIAL, 0.128, 3127, 0.97, 2.4 * 1281167 / 2048, 0),
            218949,
            0);
    assertEquals(expected, rate.at(step), expected * 1e-3);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "5, 0.5", "10, 1", "35, 0.855018", "60, 0.505", "110, 0.01", "999, 0.01"})
  void cosineFallsFromThePeakToTheLastRate(long step, double expected) {
    LearningRate rate =
        new LearningRate(new LearningRateConfig(Schedule.COSINE, 1, 10, 0, 0, 0.01), 110, 0);
    assertEquals(expected, rate.at(step), 1e-4);
  }

  @Test
  void constantStaysAfterWarmUp() {
    LearningRate rate =
        new LearningRate(new LearningRateConfig(Schedule.CONSTANT, 0.2, 4, 0, 0, 0), 100, 0);
    assertEquals(0.05, rate.at(1), 1e-12);
    assertEquals(0.2, rate.at(4), 0);
    assertEquals(0.2, rate.at(99), 0);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.181818", "7, 0.5", "989, 0.991", "1000000, 0.9999"})
  void averageForgetsTheFirstWeightsFast(long step, float expected) {
    assertEquals(expected, StepInputs.emaDecayAt(0.9999, step), 1e-6);
  }
}
