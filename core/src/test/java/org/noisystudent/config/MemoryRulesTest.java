package org.noisystudent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.config.TrainConfig.Saving;
import org.noisystudent.savedmodel.UserErrorException;

final class MemoryRulesTest {
  @ParameterizedTest
  @ValueSource(strings = {"rolled", "recompute"})
  void wantsAStepThatIsCompiled(String key) {
    String train = "train: {%s: on}".formatted(key);
    assertProblem(
        train,
        "train.%s (on) must be auto or off where device.type (cpu) and device.xla (false)"
            .formatted(key));
    load(train + "\ndevice: {xla: true}");
    load(train + "\ndevice: {type: tpu}");
  }

  @Test
  void savesNothingUnlessTheNetworkIsLargeOrItIsAskedFor() {
    TrainConfig train = load("train: {labeledBatch: 8}").training().train();
    assertEquals(1, train.microBatches());
    assertEquals(Saving.AUTO, train.rolled());
    assertEquals(Saving.AUTO, train.recompute());
  }

  @Test
  void wantsMicroBatchesThatAreEqual() {
    assertProblem(
        "train: {labeledBatch: 8, unlabeledRatio: 0, microBatches: 3}",
        "train.microBatches (3) must divide the images of a step");
    assertProblem(
        "train: {labeledBatch: 8, unlabeledRatio: 1.5, microBatches: 8}",
        "the images of a step, train.labeledBatch x (1 + train.unlabeledRatio) (20)");
    assertProblem(
        "train: {labeledBatch: 8, microBatches: 4}\ndevice: {type: tpu, replicas: 4}",
        "train.labeledBatch x (1 + train.unlabeledRatio) (8) / device.replicas");
    load("train: {labeledBatch: 8, microBatches: 2}\ndevice: {type: tpu, replicas: 4}");
  }

  @Test
  void takesMicroBatchesOfLabeledAndUnlabeledImagesInUnequalShares() {
    ExperimentConfig config =
        ConfigLoader.parse(
            """
            data: {classes: 4}
            train: {labeledBatch: 8, unlabeledRatio: 1.5, microBatches: 5}
            selfTraining: {teacher: {train: {microBatches: 1}}, students: []}
            """,
            "test");
    assertEquals(5, config.training().train().microBatches());
  }

  @Test
  void wantsEqualMicroBatchesInTheResolutionFix() {
    assertProblem(
        "train: {labeledBatch: 8, microBatches: 4}\n"
            + "resolutionFix: {resolution: 64, labeledBatch: 6}",
        "divide resolutionFix.labeledBatch (6)");
  }

  private static void assertProblem(String keys, String problem) {
    UserErrorException e = assertThrows(UserErrorException.class, () -> load(keys));
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  private static ExperimentConfig load(String keys) {
    return ConfigLoader.parse("data: {classes: 4}\nselfTraining: {students: []}\n" + keys, "test");
  }
}
