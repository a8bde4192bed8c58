package org.noisystudent.accelerator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.device.Device;
import org.noisystudent.device.StepBatches;
import org.noisystudent.device.VariableValues;
import org.tensorflow.types.TFloat32;

/**
 * The quickstart's student on virtual devices of the CPU, at its learning rate and on its images.
 * It starts from weights that have learned, as its students do: in the first steps of an untrained
 * network rounding grows a hundredfold a step.
 */
@Tag("pjrt")
@Tag("slow")
final class AcceleratorDeviceTest {
  private static final String BATCH = "train.labeledBatch=16";

  /** Steps in which two orders of summation stay together. */
  private static final int FREE = 40;

  @TempDir static Path folder;

  @Test
  void losesAsTheSessionDoes() {
    try (Quickstart quickstart = new Quickstart(folder);
        VariableValues learned = quickstart.learned(150);
        Device session = quickstart.session();
        AcceleratorDevice device = quickstart.replicas(1, "local")) {
      session.load(learned);
      device.load(learned);
      List<Float> expected = quickstart.losses(session, 0, 50);
      List<Float> actual = quickstart.losses(device, 0, 50);
      double furthest = furthest(expected, actual);
      System.out.printf(
          "largest relative difference, PJRT to session: %s; the device waited for %d of %d"
              + " batches%n",
          furthest, device.waitsForInput(), actual.size());
      assertTrue(furthest < 1e-4, furthest + ": " + expected + " " + actual);
    }
  }

  /** A quickstart whose replicas do as one device: no noise, and the statistics of all rows. */
  private static Quickstart quiet() {
    return new Quickstart(
        folder, BATCH, "train.unlabeledRatio=1", "noise.dropout=0", "noise.stochasticDepth=0");
  }

  /**
   * In float64, for as long as the training does not magnify the last digit beyond what is
   * compared: one device that sees the same examples in another order departs as far in the end.
   */
  @Test
  void replicasFollowOneDevice() {
    try (Quickstart quickstart = quiet();
        VariableValues start = quickstart.learned(20)) {
      List<Float> expected = exactly(quickstart, start, 1, quickstart.batches(), 100);
      List<Float> permuted = exactly(quickstart, start, 1, quickstart.permuted(), 100);
      double falls = fall(expected.subList(0, FREE));
      System.out.printf(
          "the loss falls by %.0f %% in %d steps, %.0f %% in 100; permuted examples: %.1e, %.1e%n",
          100 * falls,
          FREE,
          100 * fall(expected),
          furthest(expected.subList(0, FREE), permuted.subList(0, FREE)),
          furthest(expected, permuted));
      assertTrue(falls >= 0.2, "the loss falls by " + falls);
      for (int count : new int[] {2, 4, 8}) {
        List<Float> actual = exactly(quickstart, start, count, quickstart.batches(), FREE);
        double furthest = furthest(expected.subList(0, FREE), actual);
        System.out.printf("%d replicas follow one device to %.1e%n", count, furthest);
        assertTrue(furthest < 1e-5, expected + " " + actual);
      }
    }
  }

  private static List<Float> exactly(
      Quickstart quickstart,
      VariableValues start,
      int count,
      StepBatches.Source batches,
      int steps) {
    try (AcceleratorDevice device = quickstart.exact(count, "all", batches)) {
      Quickstart.load(device, start);
      List<Float> losses = quickstart.losses(device, 0, steps);
      assertSameOnAll(device, count);
      return losses;
    }
  }

  /** Each step from where one device is: nothing is magnified from step to step. */
  @Test
  void everyStepOfReplicasIsThatOfOneDevice() {
    try (Quickstart quickstart = quiet();
        VariableValues start = quickstart.learned(0);
        AcceleratorDevice one = quickstart.exact(1, "all", quickstart.batches());
        AcceleratorDevice two = quickstart.exact(2, "all", quickstart.batches());
        AcceleratorDevice four = quickstart.exact(4, "all", quickstart.batches());
        AcceleratorDevice eight = quickstart.exact(8, "all", quickstart.batches())) {
      List<AcceleratorDevice> replicas = List.of(two, four, eight);
      List.of(one, two, four, eight).forEach(device -> device.seek(0));
      Quickstart.load(one, start);
      List<Float> losses = new ArrayList<>();
      double furthest = 0;
      for (int step = 0; step < 100; step++) {
        Map<String, double[]> before = Quickstart.numbers(one, 0);
        List<Float> expected = quickstart.further(one, step, step + 1, 1);
        Map<String, double[]> after = Quickstart.numbers(one, 0);
        losses.addAll(expected);
        for (AcceleratorDevice device : replicas) {
          Quickstart.set(device, before);
          double loss = furthest(expected, quickstart.further(device, step, step + 1, 1));
          assertTrue(loss < 1e-5, "loss of step " + step + ": " + loss);
          double distance = distance(before, after, Quickstart.numbers(device, 0));
          assertTrue(distance < 1e-5, "update of step " + step + ": " + distance);
          furthest = Math.max(furthest, Math.max(loss, distance));
        }
      }
      System.out.printf(
          "a step of 2, 4 or 8 replicas is that of one device to %.1e; the loss falls by %.0f %%%n",
          furthest, 100 * fall(losses));
      assertTrue(fall(losses) >= 0.3, "the loss falls by " + fall(losses));
      assertSameOnAll(eight, 8);
    }
  }

  /** Returns how far an update is from another, relative to the latter, over all variables. */
  private static double distance(
      Map<String, double[]> before, Map<String, double[]> expected, Map<String, double[]> actual) {
    double squares = 0;
    double whole = 0;
    for (Map.Entry<String, double[]> variable : before.entrySet()) {
      double[] start = variable.getValue();
      double[] wanted = expected.get(variable.getKey());
      double[] got = actual.get(variable.getKey());
      for (int i = 0; i < start.length; i++) {
        squares += Math.pow(got[i] - wanted[i], 2);
        whole += Math.pow(wanted[i] - start[i], 2);
      }
    }
    return Math.sqrt(squares / whole);
  }

  /** Returns by what part the last ten losses are below the first ten. */
  private static double fall(List<Float> losses) {
    int size = losses.size();
    return 1 - mean(losses.subList(size - 10, size)) / mean(losses.subList(0, 10));
  }

  private static double mean(List<Float> losses) {
    return losses.stream().mapToDouble(Float::doubleValue).average().orElseThrow();
  }

  @Test
  void replicasWithNoiseAndTheirOwnStatisticsStayTheSame() {
    try (Quickstart quickstart = new Quickstart(folder, BATCH);
        AcceleratorDevice device = quickstart.replicas(4, "local")) {
      device.initialize(1);
      quickstart.losses(device, 0, 10);
      assertSameOnAll(device, 4);
    }
  }

  @Test
  void goesOnWhereAnotherStopped() {
    try (Quickstart quickstart = new Quickstart(folder, BATCH)) {
      try (Device whole = quickstart.replicas(2, "all");
          Device cut = quickstart.replicas(2, "all");
          Device resumed = quickstart.replicas(2, "all")) {
        whole.initialize(1);
        List<Float> expected = quickstart.losses(whole, 0, 8);
        cut.initialize(1);
        quickstart.losses(cut, 0, 5);
        try (VariableValues saved = cut.read()) {
          resumed.load(saved);
        }
        assertEquals(expected.subList(5, 8), quickstart.losses(resumed, 5, 8));
        assertNotEquals(expected.get(4), expected.get(7));
        try (VariableValues a = whole.read();
            VariableValues b = resumed.read()) {
          assertSame(a, b);
        }
      }
    }
  }

  @Test
  void runsSeveralStepsAtACallAsOneByOne() {
    try (Quickstart quickstart = new Quickstart(folder, BATCH);
        VariableValues learned = quickstart.learned(150);
        Device alone = quickstart.replicas(2, "all");
        Device together = quickstart.device(2, "all", quickstart.batches(), 3)) {
      alone.load(learned);
      together.load(learned);
      // two calls of three steps, and two steps alone
      List<Float> expected = quickstart.losses(alone, 0, 8);
      List<Float> actual = quickstart.losses(together, 0, 8);
      double furthest = furthest(expected, actual);
      System.out.println("largest relative difference, three steps a call to one: " + furthest);
      assertTrue(furthest < 1e-5, furthest + ": " + expected + " " + actual);
      assertNotEquals(expected.get(6), expected.get(7));
    }
  }

  @Test
  void leavesNothingOpen() {
    try (Quickstart quickstart = new Quickstart(folder, BATCH)) {
      Map<?, ?> before = quickstart.plugin().handles().live();
      try (Device device = quickstart.replicas(2, "local")) {
        device.initialize(1);
        quickstart.losses(device, 0, 4);
        device.read().close();
        quickstart.losses(device, 1, 3);
      }
      assertEquals(before, Map.copyOf(quickstart.plugin().handles().live()));
    }
  }

  private static void assertSameOnAll(AcceleratorDevice device, int replicas) {
    Map<String, double[]> first = Quickstart.numbers(device, 0);
    for (int replica = 1; replica < replicas; replica++) {
      Map<String, double[]> other = Quickstart.numbers(device, replica);
      first.forEach((name, numbers) -> assertArrayEquals(numbers, other.get(name), name));
    }
  }

  private static void assertSame(VariableValues expected, VariableValues actual) {
    assertEquals(expected.byName().keySet(), actual.byName().keySet());
    for (Map.Entry<String, TFloat32> each : expected.byName().entrySet()) {
      ByteBuffer value = HostMemory.of(each.getValue());
      assertEquals(value, HostMemory.of(actual.byName().get(each.getKey())), each.getKey());
    }
  }

  private static double furthest(List<Float> expected, List<Float> actual) {
    assertEquals(expected.size(), actual.size());
    double furthest = 0;
    for (int i = 0; i < expected.size(); i++) {
      furthest = Math.max(furthest, Math.abs(actual.get(i) / expected.get(i) - 1));
    }
    return furthest;
  }
}
