package org.noisystudent.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.ResolutionFixConfig.Trainable;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.model.Replication;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep;
import org.noisystudent.train.TrainStep.Metric;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

@Tag("slow")
final class FrozenStepTest {
  private static final int CLASSES = 4;
  private static final String SCOPE = "efficientnet-b0/";

  @ParameterizedTest
  @EnumSource(Trainable.class)
  void changesWhatIsTrainableAndNothingElse(Trainable trainable) {
    String frozen =
        SCOPE
            + switch (trainable) {
              case CLASSIFIER -> "(stem|blocks_\\d+|head/conv2d)/.*";
              case HEAD -> "(stem|blocks_\\d+)/.*";
              case BLOCKS -> "(stem|blocks_[01])/.*";
              case ALL -> "none";
            };
    try (Device device = device(trainable)) {
      device.initialize(1);
      try (VariableValues before = device.read()) {
        for (int step = 0; step < 3; step++) {
          device.step(new StepInputs(0.01f, 0.9f, 11, step));
        }
        try (VariableValues after = device.read()) {
          for (Map.Entry<String, TFloat32> was : before.byName().entrySet()) {
            float[] then = floats(was.getValue());
            float[] now = floats(after.byName().get(was.getKey()));
            if (was.getKey().matches(frozen)) {
              assertArrayEquals(then, now, was.getKey());
            } else {
              assertFalse(Arrays.equals(then, now), was.getKey());
            }
          }
        }
      }
    }
  }

  @Test
  void decaysWhatIsTrainableAlone() {
    try (Device device = device(Trainable.CLASSIFIER)) {
      device.initialize(1);
      double squares = 0;
      try (VariableValues values = device.read()) {
        for (String name : List.of("head/dense/kernel", "head/dense/bias")) {
          for (float value : floats(values.byName().get(SCOPE + name))) {
            squares += value * value;
          }
        }
      }
      float decay = device.step(new StepInputs(0, 0, 11, 0)).get(Metric.WEIGHT_DECAY);
      assertEquals(0.01 * squares / 2, decay, 1e-6);
    }
  }

  @Test
  void frozenBatchNormWorksWithMovingStatistics() {
    assertNotEquals(loss(Trainable.HEAD, 1), loss(Trainable.HEAD, 1e-4f));
    assertEquals(loss(Trainable.ALL, 1), loss(Trainable.ALL, 1e-4f));
  }

  /** Returns the first loss where the stem's moving variance has some value. */
  private static float loss(Trainable trainable, float variance) {
    try (Device device = device(trainable)) {
      device.initialize(1);
      String name = SCOPE + "stem/tpu_batch_normalization/moving_variance";
      try (VariableValues first = device.read()) {
        float[] values = floats(first.byName().get(name));
        Arrays.fill(values, variance);
        try (VariableValues changed = new VariableValues(Map.of(name, TFloat32.vectorOf(values)))) {
          device.load(changed);
        }
      }
      return device.step(new StepInputs(0, 0, 11, 0)).get(Metric.LOSS);
    }
  }

  private static Device device(Trainable trainable) {
    ExperimentConfig experiment =
        ConfigLoader.parse(
            """
            data: {classes: 4}
            selfTraining: {students: []}
            model: {width: 0.1, depth: 0.1, resolution: 8}
            train: {labeledBatch: 8, unlabeledRatio: 0, weightDecay: 0.01, emaDecay: 0.9}
            noise: {dropout: 0, stochasticDepth: 0}
            resolutionFix: {resolution: 16, trainable: %s, frozenBlocks: %d}
            """
                .formatted(trainable, trainable == Trainable.BLOCKS ? 2 : 0),
            "test");
    TrainingConfig fix = experiment.training().atFixedResolution();
    Architecture network = Architecture.of(fix.model(), CLASSES);
    FrozenLayers frozen = FrozenLayers.of(fix.resolutionFix(), network);
    TrainStep step =
        TrainStep.build(
            network,
            fix.train(),
            fix.noise(),
            false,
            frozen,
            Optional.empty(),
            Replication.one(),
            ComputePlan.plain());
    return new SessionDevice(step, FixedBatches.of(8, 16, CLASSES), DeviceConfig.cpu(false, 2));
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.copyTo(DataBuffers.of(values, false, false));
    return values;
  }
}
