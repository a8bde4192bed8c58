package org.noisystudent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.noisystudent.config.AugmentConfig.Crop;
import org.noisystudent.config.LearningRateConfig.Schedule;
import org.noisystudent.savedmodel.UserErrorException;

final class ResolutionFixReaderTest {
  @Test
  void isOffByDefault() {
    assertFalse(training("").resolutionFix().isOn());
    assertEquals(0, training("model: {resolution: 0}").trainedModel().resolution());
  }

  @Test
  void isOneAndAHalfEpochsOnImagesAsTheyAreEvaluated() {
    // 1,281,167 images x 1.5 / 2048 = 938.4
    TrainingConfig whole = training("train: {epochImages: 1281167}", "resolution: 800");
    assertEquals(939, whole.resolutionFix().steps());
    TrainingConfig fix = whole.atFixedResolution();
    assertEquals(939, fix.train().runSteps());
    assertEquals(800, fix.model().resolution());
    assertEquals(800, whole.trainedModel().resolution());
    assertEquals(0, fix.train().unlabeledBatch());
    assertEquals(Crop.EVALUATION, fix.augment().crop());
    assertFalse(fix.augment().flip());
    assertEquals(0, fix.noise().randAugment().layers());
  }

  @Test
  void goesOnWithTheLastRatesOfTheScheduleScaledWithTheBatch() {
    TrainingConfig whole =
        training(
            "train: {epochImages: 1281167, trainRatio: 2}", "resolution: 800, labeledBatch: 512");
    TrainConfig fix = whole.atFixedResolution().train();
    assertEquals(437_898, fix.scheduleSteps());
    assertEquals(3754, fix.runSteps());
    assertEquals(0.128 / 4, fix.learningRate().peak(), 1e-12);
    assertEquals(whole.train().learningRate().decaySteps(), fix.learningRate().decaySteps());
  }

  @Test
  void mayHaveARateOfItsOwn() {
    TrainConfig fix =
        training("", "resolution: 800, learningRate: 0.001").atFixedResolution().train();
    assertEquals(Schedule.CONSTANT, fix.learningRate().schedule());
    assertEquals(0.001, fix.learningRate().peak());
    assertEquals(0, fix.learningRate().warmupSteps());
  }

  @Test
  void refusesFrozenBlocksThatWouldNotBeRead() {
    UserErrorException error =
        assertThrows(
            UserErrorException.class, () -> training("", "resolution: 800, frozenBlocks: 3"));
    assertEquals(
        "test: resolutionFix.frozenBlocks (3) must be 0 unless resolutionFix.trainable is blocks",
        error.getMessage());
  }

  private static TrainingConfig training(String section, String... fix) {
    String text =
        "data: {classes: 2}\nselfTraining: {students: []}\n%s\nresolutionFix: {%s}\n"
            .formatted(section, String.join(", ", fix));
    return ConfigLoader.parse(text, "test").training();
  }
}
