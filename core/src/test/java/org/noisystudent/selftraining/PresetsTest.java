package org.noisystudent.selftraining;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.FrozenLayers;

/** The presets of published runs against the figures that were published. */
final class PresetsTest {
  private static final Path CONFIGS =
      Path.of(System.getProperty("project.root", "..")).resolve("configs");

  /** local_scripts/imagenet/train.sh; magnitude 0 = no RandAugment. */
  @ParameterizedTest
  @CsvSource({
    "b0, 1, 2, 0",
    "b1, 3, 2, 0",
    "b2, 3, 2, 6",
    "b3, 3, 2, 12",
    "b4, 3, 2, 15",
    "b5, 3, 1, 18",
    "b6, 3, 1, 24",
    "b7, 3, 1, 27"
  })
  void studentsAreThoseOfTheReferencesTable(
      String variant, int ratio, int trainRatio, int magnitude) {
    ExperimentConfig preset = load("imagenet/student-" + variant + ".yaml");
    TrainingConfig student = preset.selfTraining().students().get(0);
    assertEquals(variant, student.model().variant());
    assertEquals(variant, preset.selfTraining().teacher().model().variant());
    assertEquals(4096 * ratio, student.train().unlabeledBatch());
    double epochs = student.train().runSteps() * 4096.0 / 1_281_167;
    assertEquals(350 * trainRatio, epochs, 0.01);
    double stair = student.train().learningRate().decaySteps() * 4096 / 1_281_167;
    assertEquals(2.4 * trainRatio, stair, 1e-9);
    assertEquals(magnitude == 0 ? 0 : 2, student.noise().randAugment().layers());
    if (magnitude > 0) {
      assertEquals(magnitude, student.noise().randAugment().magnitude());
    }
  }

  @Test
  void svhnEndsAtTheReferencesRate() {
    TrainingConfig student = load("svhn.yaml").selfTraining().students().get(0);
    assertEquals(0.008, student.train().learningRate().peak(), 1e-12);
    assertEquals(640, student.train().unlabeledBatch());
    double epochs = student.train().learningRate().decaySteps() * 128 / 69_257;
    assertEquals(1.372, epochs, 5e-4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"b7-l2-l2-l2", "b7-l0-l1-l2"})
  void chainsOnlyGrowAndEndAt800Pixels(String name) {
    ExperimentConfig chain = load("imagenet/" + name + ".yaml");
    assertDoesNotThrow(() -> StudentSizes.check(chain));
    List<TrainingConfig> students = chain.selfTraining().students();
    assertEquals(3, students.size());
    for (TrainingConfig student : students) {
      Architecture network = Architecture.of(student.model(), 1000);
      assertDoesNotThrow(() -> FrozenLayers.of(student.resolutionFix(), network));
      assertEquals(939, student.resolutionFix().steps());
    }
    assertEquals("l2", students.get(2).model().variant());
    assertEquals(800, students.get(2).trainedModel().resolution());
    for (int iteration = 1; iteration <= 3; iteration++) {
      assertEquals(1, chain.selfTraining().selectedBy(iteration));
    }
  }

  @Test
  void everyPresetSaysHowItIsRunAndWhatToExpect() throws IOException {
    try (Stream<Path> files = Files.walk(CONFIGS)) {
      for (Path preset : files.filter(file -> file.toString().endsWith(".yaml")).toList()) {
        String text = Files.readString(preset);
        for (String part : List.of("command:", "hardware:", "time:")) {
          assertTrue(text.contains("# " + part), preset + " must say its " + part);
        }
      }
    }
  }

  private static ExperimentConfig load(String preset) {
    return ConfigLoader.load(CONFIGS.resolve(preset), List.of());
  }
}
