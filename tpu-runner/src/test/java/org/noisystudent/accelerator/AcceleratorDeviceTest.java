package org.noisystudent.accelerator;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.device.Device;
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

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void replicasFollowOneDevice(int count) {
    try (Quickstart quickstart =
            new Quickstart(folder, "noise.dropout=0", "noise.stochasticDepth=0");
        Device one = quickstart.exact(1, "local", quickstart.batches());
        Device permuted = quickstart.exact(1, "local", quickstart.permuted());
        AcceleratorDevice many = quickstart.exact(count, "all", quickstart.batches())) {
      for (Device device : List.of(one, permuted, many)) {
        device.initialize(1);
      }
      List<Float> expected = quickstart.losses(one, 0, 100);
      double floor = furthest(expected, quickstart.losses(permuted, 0, 100));
      double furthest = furthest(expected, quickstart.losses(many, 0, 100));
      double falls = 1 - mean(expected.subList(90, 100)) / mean(expected.subList(0, 10));
      System.out.printf(
          "%d replicas follow one device to %.1e, permuted examples to %.1e; the loss falls by"
              + " %.0f %%%n",
          count, furthest, floor, 100 * falls);
      assertTrue(falls >= 0.3, "the loss falls by " + falls);
      assertTrue(furthest < 1e-5, furthest + " against " + floor + " by permuted examples");
      assertSameOnAll(many, count);
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
    try (VariableValues first = device.read(0)) {
      for (int replica = 1; replica < replicas; replica++) {
        try (VariableValues other = device.read(replica)) {
          assertSame(first, other);
        }
      }
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
