package org.noisystudent.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.config.ModelConfig;
import org.noisystudent.config.NoiseConfig;
import org.noisystudent.config.RandAugmentConfig;
import org.noisystudent.config.TrainConfig;
import org.noisystudent.device.SessionDevice;
import org.noisystudent.device.VariableValues;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.train.LearningRate;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.StepVariable;
import org.noisystudent.train.TrainStep;
import org.noisystudent.train.TrainStep.Metric;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * Fifty steps of training are those of the reference's model_fn: loss, gradients, weight decay,
 * RMSProp, batch statistics and averages together (test-data/golden/reference/steps.py).
 */
@Tag("slow")
final class TrainingParityTest {
  private static final int CYCLE = 4;
  private static final int CLASSES = 10;
  private static final int SIDE = 32;
  private static final int SEED = 5;

  /** Of the losses of each step, relative. */
  private static final double LOSSES = 1e-4;

  /** Of each variable at the end, to its norm + 0.001: some momenta are 0 but for rounding. */
  private static final double VARIABLES = 1e-3;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"soft", "hard-sampled", "final-rate"})
  void fiftyStepsAreTheReferences(String name) throws IOException {
    JsonNode golden =
        new ObjectMapper()
            .readTree(GoldenModel.FOLDER.resolve("steps.json").toFile())
            .get("runs")
            .get(name);
    TrainConfig train = TrainConfigs.read(folder, golden.get("train"));
    JsonNode curve = golden.get("curve");
    assertEquals(train.runSteps(), curve.size());
    try (SessionDevice device = device(train, golden.get("hard").asBoolean())) {
      double losses = run(device, train, curve);
      try (VariableValues values = device.read()) {
        Map.Entry<String, Double> variables = furthest(values, golden.get("variables"));
        System.out.printf(
            "%s: losses differ by %.1e, variables by %.1e (%s); the reference from itself by %s%n",
            name, losses, variables.getValue(), variables.getKey(), golden.get("floor"));
        assertTrue(losses <= LOSSES, "the losses differ by " + losses);
        assertTrue(variables.getValue() <= VARIABLES, "variables differ: " + variables);
      }
    }
    assertTrue(mean(curve, curve.size() - CYCLE) < 0.7 * mean(curve, 0), "the loss hardly falls");
  }

  /** Returns the largest relative difference of any loss at any step. */
  private static double run(SessionDevice device, TrainConfig train, JsonNode curve) {
    LearningRate rate = new LearningRate(train);
    double largest = 0;
    device.seek(0);
    for (int step = 0; step < train.runSteps(); step++) {
      float decay = StepInputs.emaDecayAt(train.emaDecay(), step);
      Map<Metric, Float> metrics =
          device.step(new StepInputs((float) rate.at(step), decay, SEED, step));
      float data = metrics.get(Metric.LOSS);
      double[] actual = {
        data + metrics.get(Metric.WEIGHT_DECAY),
        data,
        metrics.get(Metric.LABELED_LOSS),
        metrics.get(Metric.UNLABELED_LOSS),
        rate.at(step)
      };
      JsonNode expected = curve.get(step);
      for (int i = 0; i < actual.length; i++) {
        double difference = Math.abs(actual[i] - expected.get(i).asDouble());
        largest = Math.max(largest, difference / Math.max(1e-30, expected.get(i).asDouble()));
      }
    }
    return largest;
  }

  /** Returns the variable whose sketch differs most, to its norm, and by how much. */
  private static Map.Entry<String, Double> furthest(VariableValues values, JsonNode expected) {
    assertEquals(expected.size(), values.byName().size());
    Map.Entry<String, Double> furthest = Map.entry("", 0.0);
    for (Map.Entry<String, TFloat32> variable : values.byName().entrySet()) {
      JsonNode golden = expected.get(variable.getKey());
      assertTrue(golden != null, variable.getKey());
      float[] numbers = new float[(int) variable.getValue().size()];
      variable.getValue().copyTo(DataBuffers.of(numbers, false, false));
      double[] sketch = FormulaValues.sketch(variable.getKey(), numbers);
      for (int i = 0; i < sketch.length; i++) {
        double norm = golden.get(0).asDouble() + 1e-3;
        double difference = Math.abs(sketch[i] - golden.get(i).asDouble()) / norm;
        if (!(difference <= furthest.getValue())) {
          furthest = Map.entry(variable.getKey(), difference);
        }
      }
    }
    return furthest;
  }

  private static double mean(JsonNode curve, int from) {
    double sum = 0;
    for (int i = from; i < from + CYCLE; i++) {
      sum += curve.get(i).get(1).asDouble();
    }
    return sum / CYCLE;
  }

  private static SessionDevice device(TrainConfig train, boolean hard) {
    ModelConfig model =
        new ModelConfig("b0", 0.25, 0.5, SIDE, true, 2, 0.99, 1e-3, ModelConfig.Compute.FLOAT32);
    NoiseConfig noise =
        new NoiseConfig(0, 0, new RandAugmentConfig(0, 0, RandAugmentConfig.Mode.FIXED, 0, 0));
    TrainStep step =
        TrainStep.build(
            Architecture.of(model, CLASSES), train, noise, hard, ComputePlan.cpuSession());
    List<StepVariable> variables = step.variables();
    float[][] targets = targets(train.labeledBatch(), train.unlabeledBatch(), hard);
    SessionDevice device =
        new SessionDevice(
            step,
            graph -> new CycledBatches(graph, CYCLE, SIDE, targets),
            DeviceConfig.cpu(false, 2));
    device.initialize(1);
    try (VariableValues values = FormulaValues.variables(variables)) {
      device.load(values);
    }
    return device;
  }

  /** Returns one-hot labels, and powers of formula numbers that sum to 1 as soft ones. */
  private static float[][] targets(int labeled, int unlabeled, boolean hard) {
    int rows = labeled + unlabeled;
    float[][] targets =
        FormulaValues.oneHot(FormulaValues.labels("labels", rows, CLASSES), CLASSES);
    float[] numbers = FormulaValues.symmetric("unlabeled", unlabeled * CLASSES);
    for (int row = 0; row < unlabeled && !hard; row++) {
      double[] powers = new double[CLASSES];
      double sum = 0;
      for (int i = 0; i < CLASSES; i++) {
        powers[i] = Math.pow(((double) numbers[row * CLASSES + i] + 1) / 2, 8);
        sum += powers[i];
      }
      for (int i = 0; i < CLASSES; i++) {
        targets[labeled + row][i] = (float) (powers[i] / sum);
      }
    }
    return targets;
  }
}
