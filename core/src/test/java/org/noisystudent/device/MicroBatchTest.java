package org.noisystudent.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep.Metric;
import org.tensorflow.op.Ops;

/** A step over micro-batches is the mean of steps over each of them. */
final class MicroBatchTest {
  private static final String WHOLE = "labeledBatch: 8, microBatches: 2";
  private static final String HALF = "labeledBatch: 4";
  private static final int[] FIRST = {0, 1, 2, 3, 8, 9, 10, 11};
  private static final int[] SECOND = {4, 5, 6, 7, 12, 13, 14, 15};

  @Test
  void averagesGradientsStatisticsAndLossesOfTheParts() {
    SmallNetwork half = evenly(HALF);
    try (Device parts = evenly(WHOLE).open(rows(range()), false);
        Device first = half.open(rows(FIRST), false);
        Device second = half.open(rows(SECOND), false)) {
      Map<Metric, Float> measured = step(parts);
      Map<Metric, Float> a = step(first);
      Map<Metric, Float> b = step(second);
      measured.forEach(
          (metric, value) ->
              assertEquals((a.get(metric) + b.get(metric)) / 2, value, 1e-5, metric.name()));
      assertNotEquals(a.get(Metric.LOSS), b.get(Metric.LOSS), 1e-3f);
      Map<String, float[]> ofFirst = ReadVariables.of(first);
      Map<String, float[]> ofSecond = ReadVariables.of(second);
      ReadVariables.of(parts)
          .forEach(
              (name, values) ->
                  assertMean(name, values, List.of(ofFirst.get(name), ofSecond.get(name))));
    }
  }

  @Test
  void takesPartsThatDivideNeitherLabeledNorUnlabeledRowsAlone() {
    // 2 labeled and 4 unlabeled rows in 3 parts: 2 unlabeled ones, then twice one of each
    String mixed =
        "labeledBatch: 2, unlabeledRatio: 2, microBatches: 3, loss: paper, labelSmoothing: 0";
    int[][] parts = {{8, 9}, {0, 10}, {1, 11}};
    List<Map<Metric, Float>> alone = new ArrayList<>();
    List<Map<String, float[]>> learned = new ArrayList<>();
    for (int[] part : parts) {
      try (Device device =
          evenly("labeledBatch: 2, unlabeledRatio: 0, loss: paper, labelSmoothing: 0")
              .open(rows(part), false)) {
        alone.add(step(device));
        learned.add(ReadVariables.of(device));
      }
    }
    try (Device device = evenly(mixed).open(rows(0, 1, 8, 9, 10, 11), false)) {
      Map<Metric, Float> measured = step(device);
      double loss =
          alone.stream().mapToDouble(metrics -> metrics.get(Metric.LOSS)).average().orElseThrow();
      assertEquals(loss, measured.get(Metric.LOSS), 1e-5);
      assertEquals(
          loss,
          (measured.get(Metric.LABELED_LOSS) + 2 * measured.get(Metric.UNLABELED_LOSS)) / 3,
          1e-5);
      assertNotEquals(alone.get(0).get(Metric.LOSS), loss, 1e-3);
      ReadVariables.of(device)
          .forEach(
              (name, values) ->
                  assertMean(name, values, learned.stream().map(each -> each.get(name)).toList()));
    }
  }

  @Test
  void drawsMasksOfItsOwnForEachPart() {
    int[] twice = {0, 1, 2, 3, 0, 1, 2, 3, 8, 9, 10, 11, 8, 9, 10, 11};
    try (Device parts = noised(WHOLE).open(rows(twice), false);
        Device first = noised(HALF).open(rows(FIRST), false);
        Device even = evenly(WHOLE).open(rows(twice), false);
        Device evenFirst = evenly(HALF).open(rows(FIRST), false)) {
      assertEquals(step(evenFirst).get(Metric.LOSS), step(even).get(Metric.LOSS), 1e-5);
      assertNotEquals(step(first).get(Metric.LOSS), step(parts).get(Metric.LOSS), 1e-3f);
    }
  }

  private static SmallNetwork evenly(String train) {
    return SmallNetwork.withoutNoise(train).shallow();
  }

  private static SmallNetwork noised(String train) {
    return SmallNetwork.noised("float32", train).shallow();
  }

  private static Map<Metric, Float> step(Device device) {
    return device.step(new StepInputs(0.01f, 0.9f, 11, 0));
  }

  private static StepBatches.Source rows(int... rows) {
    StepBatches.Source all = FixedBatches.of(16, SmallNetwork.SIDE, SmallNetwork.CLASSES);
    return graph -> {
      Ops tf = Ops.create(graph);
      StepBatches batches = all.add(graph);
      return new FixedBatches(
          tf.gather(batches.images(), tf.constant(rows), tf.constant(0)),
          tf.gather(batches.targets(), tf.constant(rows), tf.constant(0)));
    };
  }

  private static int[] range() {
    int[] all = new int[16];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return all;
  }

  private static void assertMean(String name, float[] values, List<float[]> of) {
    float[] mean = new float[values.length];
    for (float[] each : of) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += each[i] / of.size();
      }
    }
    double distance = ReadVariables.distance(mean, values);
    assertTrue(
        distance <= 1e-5 * ReadVariables.norm(mean) + 1e-5,
        "%s: %s of %s".formatted(name, distance, ReadVariables.norm(mean)));
  }
}
