package org.noisystudent.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.savedmodel.UserErrorException;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

final class ReplicationTest {
  @ParameterizedTest
  @CsvSource({
    // reference: utils.py TpuBatchNormalization
    "reference, 1, 0",
    "reference, 8, 0",
    "reference, 16, 8",
    "reference, 64, 8",
    "reference, 128, 16",
    "reference, 2048, 256",
    "local, 64, 0",
    "all, 1, 0",
    "all, 2, 2",
    "all, 64, 64",
    "4, 64, 4",
    "1, 64, 0",
    "4, 1, 0",
  })
  void batchNormIsSharedInGroups(String option, int replicas, int group) {
    assertEquals(group, Replication.of(replicas, option).batchNormGroup());
  }

  @Test
  void groupsThatAreNotEqualAreRefused() {
    assertEquals(
        "train.batchNormReplicas (reference) must divide the replicas (12) into equal groups, 8 in a"
            + " group do not",
        assertThrows(UserErrorException.class, () -> Replication.of(12, "reference")).getMessage());
  }

  @Test
  void oneReplicaIsItsOwnMean() {
    try (Graph graph = new Graph()) {
      Operand<TFloat32> x = Ops.create(graph).constant(1f);
      assertEquals(x, Replication.one().mean(Ops.create(graph), x));
      assertEquals(List.of(x), Replication.one().means(Ops.create(graph), List.of(x)));
    }
  }
}
