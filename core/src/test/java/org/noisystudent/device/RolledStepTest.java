package org.noisystudent.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.model.MemorySaving;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep;
import org.noisystudent.train.TrainStep.Metric;
import org.tensorflow.types.TFloat32;

/** Saving memory changes what is kept and what is computed again, never what is learned. */
@Tag("slow")
final class RolledStepTest {
  private static final int CLASSES = 4;
  private static final int STEPS = 3;

  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "true, true"})
  void learnsAsTheStepThatKeepsAll(boolean rolled, boolean recomputed) {
    try (Device whole = device("float32", MemorySaving.none(), FrozenLayers.none());
        Device saving =
            device("float32", new MemorySaving(rolled, recomputed), FrozenLayers.none())) {
      assertAlike(whole, saving, 1e-5);
    }
  }

  @Test
  void rollsWhatIsFrozenApartFromWhatLearns() {
    FrozenLayers frozen = new FrozenLayers(true, 6, false);
    try (Device whole = device("float32", MemorySaving.none(), frozen);
        Device saving = device("float32", new MemorySaving(true, true), frozen)) {
      assertAlike(whole, saving, 1e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "true, true"})
  void takesTheGradientsOfTheStepThatKeepsAll(boolean rolled, boolean recomputed) {
    try (Device whole = device("float32", MemorySaving.none(), FrozenLayers.none());
        Device saving =
            device("float32", new MemorySaving(rolled, recomputed), FrozenLayers.none())) {
      whole.initialize(1);
      saving.initialize(1);
      losses(whole, 1);
      losses(saving, 1);
      try (VariableValues were = whole.read();
          VariableValues are = saving.read()) {
        for (Map.Entry<String, TFloat32> variable : were.byName().entrySet()) {
          float[] then = floats(variable.getValue());
          float[] now = floats(are.byName().get(variable.getKey()));
          double size = 0;
          double difference = 0;
          for (int i = 0; i < then.length; i++) {
            size += then[i] * (double) then[i];
            difference += (then[i] - now[i]) * (double) (then[i] - now[i]);
          }
          System.out.printf(
              "CMP %s %s %.3g %.3g%n",
              rolled, variable.getKey(), Math.sqrt(size), Math.sqrt(difference / size));
        }
      }
    }
  }

  @Test
  void rollsInBfloat16() {
    try (Device saving = device("bfloat16", new MemorySaving(true, true), FrozenLayers.none())) {
      saving.initialize(1);
      List<Float> losses = losses(saving, 12);
      assertTrue(losses.get(11) < 0.9 * losses.get(0), losses.toString());
    }
  }

  private static void assertAlike(Device whole, Device saving, double tolerance) {
    whole.initialize(1);
    saving.initialize(1);
    List<Float> expected = losses(whole, STEPS);
    List<Float> actual = losses(saving, STEPS);
    for (int i = 0; i < STEPS; i++) {
      assertEquals(expected.get(i), actual.get(i), tolerance * expected.get(i), "loss " + i);
    }
    try (VariableValues were = whole.read();
        VariableValues are = saving.read()) {
      assertEquals(were.byName().keySet(), are.byName().keySet());
      for (Map.Entry<String, TFloat32> variable : were.byName().entrySet()) {
        float[] then = floats(variable.getValue());
        float[] now = floats(are.byName().get(variable.getKey()));
        double size = 0;
        double difference = 0;
        for (int i = 0; i < then.length; i++) {
          size = Math.max(size, Math.abs(then[i]));
          difference = Math.max(difference, Math.abs(then[i] - now[i]));
        }
        assertTrue(
            difference <= 1e-4 * size + 1e-6,
            variable.getKey() + ": " + difference + " of " + size);
      }
    }
  }

  private static List<Float> losses(Device device, int steps) {
    List<Float> losses = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      losses.add(device.step(new StepInputs(0.002f, 0.9f, 11, step)).get(Metric.LOSS));
    }
    return losses;
  }

  private static Device device(String compute, MemorySaving memory, FrozenLayers frozen) {
    TrainingConfig config =
        ConfigLoader.parse(
                """
                data: {classes: 4}
                selfTraining: {students: []}
                model: {width: 0.2, depth: 1.3, resolution: 32, compute: %s}
                train: {labeledBatch: 8, unlabeledRatio: 1, weightDecay: 0.01, emaDecay: 0.9, optimizer: {type: sgd}}
                noise: {dropout: 0.3, stochasticDepth: 0.4}
                """
                    .formatted(compute),
                "test")
            .training();
    TrainStep step =
        TrainStep.build(
            Architecture.of(config.model(), CLASSES),
            config.train(),
            config.noise(),
            false,
            frozen,
            Optional.empty(),
            memory);
    return new SessionDevice(
        step, FixedBatches.of(16, 32, CLASSES), new DeviceConfig(DeviceConfig.Type.CPU, true, 1));
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }
}
