package org.noisystudent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.noisystudent.savedmodel.UserErrorException;

final class LearningRateReaderTest {
  private static final String DATA =
      "data: {classes: 10, labeled: {format: folder, images: a},"
          + " unlabeled: {format: folder, images: b}, test: {format: folder, images: c}}\n";

  @Test
  void anEpochIsAPassOverTheLabeledImages() {
    LearningRateConfig rate = rate("steps: 1000, labeledBatch: 16, epochImages: 40");
    assertEquals(12, rate.warmupSteps());
    assertEquals(6, rate.decaySteps(), 1e-12);
  }

  @Test
  void anEpochIsAPartOfTheStepsWhereItsImagesAreNotNamed() {
    LearningRateConfig rate = rate("steps: 3500, labeledBatch: 16");
    assertEquals(50, rate.warmupSteps());
    assertEquals(24, rate.decaySteps(), 1e-12);
  }

  @Test
  void theRatioStretchesTheStairsAndTheStepsButNotTheWarmUp() {
    TrainConfig train = train("steps: 3500, trainRatio: 2, lastSteps: 100");
    assertEquals(50, train.learningRate().warmupSteps());
    assertEquals(48, train.learningRate().decaySteps(), 1e-12);
    assertEquals(7000, train.scheduleSteps());
    assertEquals(200, train.runSteps());
  }

  @Test
  void sampledLabelsCountAsASmallerBatch() {
    TrainConfig train =
        train(
            "steps: 1000, labeledBatch: 16, epochImages: 40, labeledSampleProbability: 0.5,"
                + " unlabeledRatio: 3");
    assertEquals(0.016 * 8 / 256, train.learningRate().peak(), 1e-12);
    assertEquals(25, train.learningRate().warmupSteps());
    assertEquals(24, train.unlabeledBatch());
  }

  @Test
  void stairsLeadToTheLastRate() {
    LearningRateConfig rate =
        rate("steps: 3500, learningRate: {peak: 1, last: 0.25, decayFactor: 0.5}");
    assertEquals((3500 - 50) / 2.0, rate.decaySteps(), 1e-9);
  }

  @Test
  void aLastRateThatStairsCannotReachIsRefused() {
    assertEquals(
        "a.yaml: train.learningRate.last (2.0) must be < train.learningRate.peak (1.0), with"
            + " train.learningRate.decayFactor (0.97) < 1",
        refusal("steps: 3500, learningRate: {peak: 1, last: 2}"));
    assertEquals(
        "a.yaml: train.learningRate.last (0.1) must be 0 where train.steps (20) are not more than"
            + " 5 epochs",
        refusal(
            "steps: 20, labeledBatch: 10, epochImages: 100,"
                + " learningRate: {peak: 1, last: 0.1, warmupSteps: 0}"));
  }

  @Test
  void moreLastStepsThanStepsAreRefused() {
    assertEquals(
        "a.yaml: train.lastSteps (21) must be <= train.steps (20)",
        refusal("steps: 20, lastSteps: 21"));
  }

  private static LearningRateConfig rate(String keys) {
    return train(keys).learningRate();
  }

  private static TrainConfig train(String keys) {
    return ConfigLoader.parse(DATA + "train: {" + keys + "}\n", "a.yaml").training().train();
  }

  private static String refusal(String keys) {
    return assertThrows(UserErrorException.class, () -> train(keys)).getMessage();
  }
}
