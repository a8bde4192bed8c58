package org.noisystudent.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep.Metric;

/** Saving memory changes what is kept and what is computed again, never what is learned. */
@Tag("slow")
final class RolledStepTest {
  private static final String BATCH = "labeledBatch: 8";
  private static final int STEPS = 10;

  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "true, true"})
  void learnsAsTheStepThatKeepsAll(boolean rolled, boolean recomputed) {
    SmallNetwork network = SmallNetwork.noised("float32", BATCH);
    assertAlike(network, network.saving(rolled, recomputed));
  }

  @Test
  void rollsWhatIsFrozenApartFromWhatLearns() {
    SmallNetwork network =
        SmallNetwork.noised("float32", BATCH).frozen(new FrozenLayers(true, 3, false));
    assertAlike(network, network.saving(true, true));
  }

  @Test
  void rollsTheNetworkOfEachMicroBatch() {
    SmallNetwork network = SmallNetwork.noised("float32", BATCH + ", microBatches: 2");
    assertAlike(network, network.saving(true, true));
  }

  @Test
  void rollsInBfloat16() {
    try (Device saving = SmallNetwork.noised("bfloat16", BATCH).saving(true, true).compiled()) {
      List<Float> losses = losses(saving, 0.05f, 20);
      assertTrue(losses.get(19) < 0.9 * losses.get(0), losses.toString());
    }
  }

  /** Compares every gradient of the first step, and then the losses of more steps. */
  private static void assertAlike(SmallNetwork keeping, SmallNetwork network) {
    try (Device whole = keeping.compiled();
        Device saving = network.compiled()) {
      assertEquals(losses(whole, 0, 1).get(0), losses(saving, 0, 1).get(0), 1e-5);
      Map<String, float[]> were = ReadVariables.of(whole);
      Map<String, float[]> are = ReadVariables.of(saving);
      assertEquals(were.keySet(), are.keySet());
      double all =
          Math.sqrt(
              were.entrySet().stream()
                  .filter(e -> e.getKey().endsWith("/Momentum"))
                  .mapToDouble(e -> Math.pow(ReadVariables.norm(e.getValue()), 2))
                  .sum());
      were.forEach(
          (name, values) -> {
            // what batch norm takes away again has a gradient of nothing but rounding
            double distance = ReadVariables.distance(values, are.get(name));
            System.out.printf(
                "CMP %s %.3g %.3g %.3g%n",
                name,
                ReadVariables.norm(values),
                distance / ReadVariables.norm(values),
                distance / all);
            assertTrue(
                distance <= 1e-5 * ReadVariables.norm(values) + 1e-6 * all,
                "%s: %s".formatted(name, distance));
          });
      List<Float> expected = losses(whole, 0.01f, STEPS);
      List<Float> actual = losses(saving, 0.01f, STEPS);
      System.out.println("LOSS " + expected + " " + actual);
      for (int i = 0; i < STEPS; i++) {
        assertEquals(expected.get(i), actual.get(i), 1e-5 * expected.get(i), "loss " + i);
      }
    }
  }

  private static List<Float> losses(Device device, float learningRate, int steps) {
    List<Float> losses = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      losses.add(device.step(new StepInputs(learningRate, 0.9f, 11, step)).get(Metric.LOSS));
    }
    return losses;
  }
}
