package org.noisystudent.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.TrainConfig;
import org.noisystudent.savedmodel.UserErrorException;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

final class ReplicaRowsTest {
  @Test
  void eachReplicaTakesItsPartOfTheLabeledAndOfTheUnlabeledRows() {
    ReplicaRows rows = ReplicaRows.of(train(4, 2), 2);
    assertEquals(new ReplicaRows(2, 2, 4), rows);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TInt32> batch = column(tf, 12);
      Operand<TInt32> unlabeled = column(tf, 8);
      assertArrayEquals(new int[] {0, 1, 4, 5, 6, 7}, values(graph, rows.of(tf, batch, 0)));
      assertArrayEquals(new int[] {2, 3, 8, 9, 10, 11}, values(graph, rows.of(tf, batch, 1)));
      assertArrayEquals(new int[] {4, 5, 6, 7}, values(graph, rows.ofUnlabeled(tf, unlabeled, 1)));
    }
  }

  @Test
  void rowsMayBeLabeledAlone() {
    ReplicaRows rows = ReplicaRows.of(train(4, 0), 4);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      assertArrayEquals(new int[] {3}, values(graph, rows.of(tf, column(tf, 4), 3)));
    }
  }

  @Test
  void oneReplicaTakesTheBatchAsItIs() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TInt32> batch = column(tf, 4);
      assertEquals(batch, ReplicaRows.of(train(4, 0), 1).of(tf, batch, 0));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10 | 0   | 4 | train.labeledBatch (10) must be a multiple of the replicas (4)",
        "8  | 1.2 | 4 | the unlabeled images of a step, train.labeledBatch x train.unlabeledRatio"
            + " (10), must be a multiple of the replicas (4)",
      })
  void rowsThatCannotBeSharedAreRefused(int labeled, double ratio, int replicas, String problem) {
    TrainConfig train = train(labeled, ratio);
    assertEquals(
        problem,
        assertThrows(UserErrorException.class, () -> ReplicaRows.of(train, replicas)).getMessage());
  }

  @Test
  void replicasHaveSeedsOfTheirOwnAndTheFirstHasTheTrainings() {
    StepInputs inputs = new StepInputs(0, 0, 5, 1);
    assertEquals(5, inputs.seedOf(0));
    Set<Integer> seeds = new HashSet<>();
    for (int replica = 0; replica < 4096; replica++) {
      seeds.add(inputs.seedOf(replica));
    }
    assertEquals(4096, seeds.size());
  }

  private static Operand<TInt32> column(Ops tf, int rows) {
    return tf.reshape(
        tf.range(tf.constant(0), tf.constant(rows), tf.constant(1)),
        tf.constant(new int[] {rows, 1}));
  }

  private static int[] values(Graph graph, Operand<TInt32> rows) {
    try (Session session = new Session(graph);
        var result = session.runner().fetch(rows).run()) {
      int[][] values = StdArrays.array2dCopyOf((TInt32) result.get(0));
      return Arrays.stream(values).mapToInt(row -> row[0]).toArray();
    }
  }

  private static TrainConfig train(int labeled, double ratio) {
    return ConfigLoader.parse(
            "data: {classes: 2}\nselfTraining: {students: []}\ntrain: {labeledBatch: %d, unlabeledRatio: %s}"
                .formatted(labeled, ratio),
            "test")
        .training()
        .train();
  }
}
