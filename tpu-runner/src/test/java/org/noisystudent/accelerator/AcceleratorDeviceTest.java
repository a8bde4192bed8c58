package org.noisystudent.accelerator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
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
          "largest relative difference, PJRT to session: %s; the device waited for %d of %d batches%n",
          furthest, device.waitsForInput(), actual.size());
      assertTrue(furthest < 1e-4, furthest + ": " + expected + " " + actual);
    }
  }

  /** In float64: in float32 the training magnifies the last digit, in whatever order it sums. */
  @Test
  void replicasFollowOneDevice() {
    String[] quiet = {
      "train.labeledBatch=16",
      "train.unlabeledRatio=1",
      "noise.dropout=0",
      "noise.stochasticDepth=0"
    };
    try (Quickstart quickstart = new Quickstart(folder, quiet)) {
      List<Float> expected = exactly(quickstart, 1, quickstart.batches());
      double falls = 1 - mean(expected.subList(90, 100)) / mean(expected.subList(0, 10));
      double floor = furthest(expected, exactly(quickstart, 1, quickstart.permuted()));
      System.out.printf("the loss falls by %.0f %%; permuted examples: %.1e%n", 100 * falls, floor);
      assertTrue(falls >= 0.3, "the loss falls by " + falls);
      for (int count : new int[] {2, 4, 8}) {
        double furthest = furthest(expected, exactly(quickstart, count, quickstart.batches()));
        System.out.printf("%d replicas follow one device to %.1e%n", count, furthest);
        assertTrue(furthest < 1e-5, furthest + " against " + floor + " by permuted examples");
      }
    }
  }

  private static List<Float> exactly(Quickstart quickstart, int count, StepBatches.Source batches) {
    try (AcceleratorDevice device = quickstart.exact(count, "all", batches)) {
      List<Float> losses = quickstart.losses(device, 0, 100);
      assertSameOnAll(device, count);
      return losses;
    }
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
