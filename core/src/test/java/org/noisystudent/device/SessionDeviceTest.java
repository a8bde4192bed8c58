package org.noisystudent.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.config.LearningRateConfig;
import org.noisystudent.config.ModelConfig;
import org.noisystudent.config.ModelConfig.Compute;
import org.noisystudent.config.NoiseConfig;
import org.noisystudent.config.OptimizerConfig;
import org.noisystudent.config.RandAugmentConfig;
import org.noisystudent.config.TrainConfig;
import org.noisystudent.config.TrainConfig.Loss;
import org.noisystudent.config.TrainConfig.Saving;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep;
import org.noisystudent.train.TrainStep.Metric;
import org.tensorflow.types.TFloat32;

final class SessionDeviceTest {
  private static final int CLASSES = 10;
  private static final int SIDE = 28;
  private static final OptimizerConfig RMSPROP =
      new OptimizerConfig(OptimizerConfig.Type.RMSPROP, 0.9, 0.9, 1e-3);

  @ParameterizedTest
  @EnumSource(OptimizerConfig.Type.class)
  void bothUpdateRulesLearn(OptimizerConfig.Type type) {
    OptimizerConfig rule = new OptimizerConfig(type, 0.9, 0.9, 1e-3);
    List<Float> losses = losses(run(false, Compute.FLOAT32, rule, Loss.PAPER, 20));
    assertTrue(losses.get(19) < 0.8 * losses.get(0), losses.toString());
  }

  @Test
  void bfloat16Learns() {
    List<Float> losses = losses(run(false, Compute.BFLOAT16, RMSPROP, Loss.PAPER, 20));
    assertTrue(losses.get(19) < 0.8 * losses.get(0), losses.toString());
  }

  @Test
  void theReferenceLossIsLabeledPlusRatioTimesUnlabeled() {
    Map<Metric, Float> step = run(false, Compute.FLOAT32, RMSPROP, Loss.REFERENCE, 1).get(0);
    float expected = step.get(Metric.LABELED_LOSS) + 3 * step.get(Metric.UNLABELED_LOSS);
    assertEquals(expected, step.get(Metric.LOSS), 1e-4);
  }

  @Test
  void thePaperLossIsTheMeanOverTheConcatenation() {
    Map<Metric, Float> step = run(false, Compute.FLOAT32, RMSPROP, Loss.PAPER, 1).get(0);
    float expected = (step.get(Metric.LABELED_LOSS) + 3 * step.get(Metric.UNLABELED_LOSS)) / 4;
    assertEquals(expected, step.get(Metric.LOSS), 1e-5);
  }

  @Test
  void aTrainingGoesOnFromItsVariablesBitForBit() {
    try (Device whole = device(false, Compute.FLOAT32, RMSPROP, Loss.PAPER);
        Device first = device(false, Compute.FLOAT32, RMSPROP, Loss.PAPER);
        Device second = device(false, Compute.FLOAT32, RMSPROP, Loss.PAPER)) {
      whole.initialize(1);
      steps(whole, 0, 6);
      first.initialize(1);
      steps(first, 0, 3);
      try (VariableValues kept = first.read()) {
        second.load(kept);
      }
      steps(second, 3, 6);
      try (VariableValues expected = whole.read();
          VariableValues actual = second.read()) {
        expected
            .byName()
            .forEach(
                (name, value) ->
                    assertArrayEquals(floats(value), floats(actual.byName().get(name)), name));
      }
    }
  }

  @Test
  void averagesFollowTheWeightsAndTheStatistics() {
    String weight = "efficientnet-b0/head/dense/bias";
    String statistic = "efficientnet-b0/stem/tpu_batch_normalization/moving_mean";
    try (Device device = device(false, Compute.FLOAT32, RMSPROP, Loss.PAPER)) {
      device.initialize(1);
      steps(device, 0, 1);
      try (VariableValues values = device.read()) {
        for (String name : List.of(weight, statistic)) {
          // both start at 0, and the average keeps 2 / 11 of it at step 0
          float now = floats(values.byName().get(name))[0];
          float average = floats(values.byName().get(TrainStep.averageOf(name)))[0];
          assertTrue(now != 0, name);
          assertEquals(9f / 11 * now, average, Math.abs(now) * 1e-5, name);
        }
      }
    }
  }

  private static List<Map<Metric, Float>> run(
      boolean xla, Compute compute, OptimizerConfig rule, Loss loss, int steps) {
    try (Device device = device(xla, compute, rule, loss)) {
      device.initialize(1);
      return steps(device, 0, steps);
    }
  }

  private static List<Map<Metric, Float>> steps(Device device, int from, int to) {
    return steps(device, from, to, 0.01f);
  }

  private static List<Map<Metric, Float>> steps(Device device, int from, int to, float rate) {
    List<Map<Metric, Float>> metrics = new ArrayList<>();
    device.seek(from);
    for (int step = from; step < to; step++) {
      metrics.add(device.step(new StepInputs(rate, StepInputs.emaDecayAt(0.99, step), 11, step)));
    }
    return metrics;
  }

  private static List<Float> losses(List<Map<Metric, Float>> steps) {
    return steps.stream().map(step -> step.get(Metric.LOSS)).toList();
  }

  private static Device device(boolean xla, Compute compute, OptimizerConfig rule, Loss loss) {
    return device(xla, compute, rule, loss, 0.2);
  }

  private static Device device(
      boolean xla, Compute compute, OptimizerConfig rule, Loss loss, double drop) {
    ModelConfig model = new ModelConfig("b0", 0.5, 0.5, SIDE, true, 2, 0.99, 1e-3, compute);
    LearningRateConfig rate =
        new LearningRateConfig(LearningRateConfig.Schedule.CONSTANT, 0.01, 0, 0, 0, 0);
    TrainConfig train =
        new TrainConfig(
            20,
            1,
            0,
            0,
            4,
            1,
            3,
            loss,
            0.1,
            rule,
            rate,
            1e-5,
            0.99,
            "local",
            false,
            1,
            Saving.AUTO,
            Saving.AUTO,
            0,
            0,
            0,
            0);
    NoiseConfig noise =
        new NoiseConfig(
            drop, drop, new RandAugmentConfig(0, 0, RandAugmentConfig.Mode.FIXED, 0, 0));
    TrainStep step =
        TrainStep.build(
            Architecture.of(model, CLASSES), train, noise, true, ComputePlan.cpuSession());
    return new SessionDevice(step, FixedBatches.of(16, SIDE, CLASSES), DeviceConfig.cpu(xla, 2));
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }
}
