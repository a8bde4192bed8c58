package org.noisystudent.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep.Metric;

/** Saving memory changes what is kept and what is computed again, never what is learned. */
@Tag("slow")
final class RolledStepTest {
  private static final String BATCH = "labeledBatch: 8";
  private static final int STEPS = 10;

  @Test
  void learnsAsTheStepThatKeepsAll() {
    SmallNetwork network = SmallNetwork.noised("float32", BATCH);
    assertAlike(
        network,
        network.saving(true, false),
        network.saving(false, true),
        network.saving(true, true));
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
      List<Float> losses = run(saving, 0.05f, 20);
      assertTrue(losses.get(19) < 0.9 * losses.get(0), losses.toString());
    }
  }

  private static void assertAlike(SmallNetwork keeping, SmallNetwork... saving) {
    Course expected = Course.of(keeping);
    for (SmallNetwork network : saving) {
      Course actual = Course.of(network);
      assertEquals(expected.first.keySet(), actual.first.keySet());
      double all = expected.normOfGradient();
      expected.first.forEach(
          (name, values) -> {
            double distance = ReadVariables.distance(values, actual.first.get(name));
            // what batch norm takes away again has a gradient of nothing but rounding
            assertTrue(
                distance <= 1e-5 * ReadVariables.norm(values) + 1e-6 * all,
                "%s: %s".formatted(name, distance));
          });
      for (int i = 0; i < STEPS; i++) {
        float loss = expected.losses.get(i);
        assertEquals(loss, actual.losses.get(i), 1e-5 * loss, "loss " + i);
      }
    }
  }

  /**
   * The first steps of a network.
   *
   * @param first variables after one step that leaves weights as they were
   * @param losses of further steps
   */
  private record Course(Map<String, float[]> first, List<Float> losses) {
    static Course of(SmallNetwork network) {
      try (Device device = network.compiled()) {
        List<Float> unmoved = run(device, 0, 1);
        Map<String, float[]> first = ReadVariables.of(device);
        List<Float> losses = new ArrayList<>(unmoved);
        losses.addAll(run(device, 0.01f, STEPS - 1));
        return new Course(first, losses);
      }
    }

    /** Returns the norm of the gradient by all weights. */
    double normOfGradient() {
      double squares = 0;
      for (Map.Entry<String, float[]> variable : first.entrySet()) {
        if (variable.getKey().endsWith("/Momentum")) {
          squares += Math.pow(ReadVariables.norm(variable.getValue()), 2);
        }
      }
      return Math.sqrt(squares);
    }
  }

  private static List<Float> run(Device device, float learningRate, int steps) {
    List<Float> losses = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      losses.add(device.step(new StepInputs(learningRate, 0.9f, 11, step)).get(Metric.LOSS));
    }
    return losses;
  }
}
