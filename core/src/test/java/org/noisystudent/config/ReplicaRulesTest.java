package org.noisystudent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.savedmodel.UserErrorException;

final class ReplicaRulesTest {
  private static final String PLAIN =
      "train: {labeledBatch: 24, unlabeledRatio: 2}\nselfTraining: {students: []}\n";

  @Test
  void replicasThatDivideEveryBatchAreTaken() {
    ExperimentConfig config = parse(PLAIN + "device: {type: tpu, replicas: 8}");
    assertEquals(8, config.device().replicas());
    assertEquals("reference", config.training().train().batchNormReplicas());
  }

  @Test
  void byDefaultItIsAllDevicesThatThereAre() {
    assertEquals(
        0, parse("train: {labeledBatch: 7}\nselfTraining: {students: []}").device().replicas());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "labeledBatch: 20, unlabeledRatio: 2 | 8 | device.replicas (8) must divide train.labeledBatch (20)",
        "labeledBatch: 16, unlabeledRatio: 1.25 | 8 | device.replicas (8) must divide the unlabeled"
            + " images of a step, train.labeledBatch x train.unlabeledRatio (20)",
        "labeledBatch: 24, batchNormReplicas: 4 | 6 | train.batchNormReplicas (4) must divide"
            + " device.replicas (6) into equal groups, 4 in a group do not",
        "labeledBatch: 24 | 12 | train.batchNormReplicas (reference) must divide device.replicas (12)"
            + " into equal groups, 8 in a group do not",
        "batchNormReplicas: most | 0 | train.batchNormReplicas (most) must be reference, local, all"
            + " or a number of replicas",
        "batchNormReplicas: 0 | 0 | train.batchNormReplicas (0) must be reference, local, all or a"
            + " number of replicas",
      })
  void whatTheyDoNotDivideIsRefused(String train, int replicas, String problem) {
    assertEquals(
        "a.yaml: " + problem,
        refused(
            "train: {%s}\nselfTraining: {students: [], teacher: {train: {labeledBatch: %d}}}\n"
                    .formatted(train, Math.max(1, replicas))
                + "device: {type: tpu, replicas: %d}".formatted(replicas)));
  }

  @Test
  void everyTrainingIsAsked() {
    assertEquals(
        """
        a.yaml: device.replicas (8) must divide train.labeledBatch (12)
        a.yaml: device.replicas (8) must divide train.labeledBatch (20)
        a.yaml: device.replicas (8) must divide resolutionFix.labeledBatch (4)\
        """,
        refused(
            """
            data:
              unlabeled: {format: folder, images: more}
              labeled: {format: folder, images: photos}
              test: {format: folder, images: test}
            train: {labeledBatch: 16, unlabeledRatio: 2}
            selfTraining:
              teacher: {train: {labeledBatch: 12}}
              students: [{train: {labeledBatch: 20}}, {resolutionFix: {resolution: 300, labeledBatch: 4}}]
            device: {type: tpu, replicas: 8}
            """));
  }

  private static String refused(String yaml) {
    return assertThrows(UserErrorException.class, () -> parse(yaml)).getMessage();
  }

  private static ExperimentConfig parse(String yaml) {
    return ConfigLoader.parse(
        yaml.contains("data:")
            ? yaml.replace("data:", "data:\n  classes: 2")
            : "data: {classes: 2}\n" + yaml,
        "a.yaml");
  }
}
