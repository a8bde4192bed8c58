package org.noisystudent.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.model.Replication;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep.Metric;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * Batch norm made of all-reduces, and the gradient of the all-reduce, against the fused op: a group
 * of one replica has the statistics of that replica.
 */
@Tag("slow")
final class SharedBatchNormTest {
  private static final int STEPS = 5;

  /** At larger ones, rounding grows tenfold a step in a network that has not learned yet. */
  private static final float RATE = 1e-4f;

  private static final Replication GROUP_OF_ONE = Replication.compiled(1, 1);

  @Test
  void trainsAsTheFusedOpDoes() {
    Run fused = run("float32", Replication.one(), STEPS);
    Run shared = run("float32", GROUP_OF_ONE, STEPS);
    double largest = 0;
    for (int i = 0; i < STEPS; i++) {
      largest = Math.max(largest, Math.abs(shared.losses.get(i) / fused.losses.get(i) - 1));
    }
    assertTrue(largest < 1e-5, fused.losses + " " + shared.losses);
    assertTrue(fused.losses.get(STEPS - 1) < 0.95 * fused.losses.get(0), fused.losses.toString());
    double farthest = 0;
    for (Map.Entry<String, float[]> variable : fused.variables.entrySet()) {
      double difference = difference(variable.getValue(), shared.variables.get(variable.getKey()));
      assertTrue(difference < 1e-5, variable.getKey() + " differs by " + difference);
      farthest = Math.max(farthest, difference);
    }
    System.out.println("all-reduced to fused batch norm: losses differ by " + largest);
    System.out.println("all-reduced to fused batch norm: variables differ by " + farthest);
  }

  @Test
  void keepsItsStatisticsInFloat32WhereActivationsAreNot() {
    String variance = "efficientnet-b0/stem/tpu_batch_normalization/moving_variance";
    Run fused = run("bfloat16", Replication.one(), 1);
    Run shared = run("bfloat16", GROUP_OF_ONE, 1);
    assertEquals(1, shared.losses.get(0) / fused.losses.get(0), 1e-3);
    // bfloat16 has steps of 4e-3
    assertArrayEquals(fused.variables.get(variance), shared.variables.get(variance), 1e-6f);
  }

  /** Returns the largest difference, relative to the largest value where that is above 1. */
  private static double difference(float[] values, float[] others) {
    double scale = 1;
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      scale = Math.max(scale, Math.abs(values[i]));
      largest = Math.max(largest, Math.abs(values[i] - others[i]));
    }
    return largest / scale;
  }

  /** What a few steps gave. */
  private record Run(List<Float> losses, Map<String, float[]> variables) {}

  private static Run run(String compute, Replication replication, int steps) {
    DeviceConfig xla = DeviceConfig.cpu(true, 2);
    try (Device device =
        new SessionDevice(
            TinySteps.of(compute, replication),
            FixedBatches.of(16, TinySteps.SIDE, TinySteps.CLASSES),
            xla)) {
      device.initialize(1);
      List<Float> losses = new ArrayList<>();
      for (int step = 0; step < steps; step++) {
        losses.add(device.step(new StepInputs(RATE, 0.9f, 7, step)).get(Metric.LOSS));
      }
      Map<String, float[]> variables = new LinkedHashMap<>();
      try (VariableValues values = device.read()) {
        values.byName().forEach((name, value) -> variables.put(name, floats(value)));
      }
      return new Run(losses, variables);
    }
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.copyTo(DataBuffers.of(values, false, false));
    return values;
  }
}
