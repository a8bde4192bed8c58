package org.noisystudent.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.TrainingConfig;

final class MemorySavingTest {
  @ParameterizedTest
  @CsvSource({"b0, false", "b5, false", "b6, true", "b7, true", "l2, true"})
  void isOnByDefaultForLargeNetworks(String variant, boolean large) {
    assertEquals(new MemorySaving(large, large), saving(variant, "{}", true));
    assertEquals(MemorySaving.none(), saving(variant, "{}", false));
  }

  @Test
  void isAsTheConfigSaysWhateverTheSize() {
    assertEquals(new MemorySaving(true, false), saving("b0", "{rolled: on}", true));
    assertEquals(new MemorySaving(false, true), saving("b0", "{recompute: on}", true));
    assertEquals(new MemorySaving(false, true), saving("l2", "{rolled: off}", true));
  }

  private static MemorySaving saving(String variant, String train, boolean compiled) {
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
    return MemorySaving.of(config.train(), Architecture.of(config.model(), 4), compiled);
  }
}
