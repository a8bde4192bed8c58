package org.noisystudent.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.model.ComputePlan.Runner;

final class ComputePlanTest {
  @ParameterizedTest
  @CsvSource({"b0, false", "b5, false", "b6, true", "b7, true", "l2, true"})
  void isOnByDefaultForLargeNetworks(String variant, boolean large) {
    assertEquals(
        new ComputePlan(large, large, LayerOps.PLAIN), saving(variant, "{}", Runner.COMPILER));
    assertEquals(ComputePlan.plain(), saving(variant, "{}", Runner.SESSION));
  }

  @Test
  void isAsTheConfigSaysWhateverTheSize() {
    assertEquals(
        new ComputePlan(true, false, LayerOps.PLAIN),
        saving("b0", "{rolled: on}", Runner.COMPILER));
    assertEquals(
        new ComputePlan(false, true, LayerOps.PLAIN),
        saving("b0", "{recompute: on}", Runner.COMPILER));
    assertEquals(
        new ComputePlan(false, true, LayerOps.PLAIN),
        saving("l2", "{rolled: off}", Runner.COMPILER));
  }

  private static ComputePlan saving(String variant, String train, Runner runner) {
    TrainingConfig config =
        ConfigLoader.parse(
                """
                data: {classes: 4}
                selfTraining: {students: []}
                model: {variant: %s}
                train: %s
                device: {xla: true}
                """
                    .formatted(variant, train),
                "test")
            .training();
    return ComputePlan.of(config.train(), Architecture.of(config.model(), 4), runner);
  }
}
