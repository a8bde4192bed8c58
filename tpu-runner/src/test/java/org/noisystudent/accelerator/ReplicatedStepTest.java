package org.noisystudent.accelerator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.device.StepBatches;
import org.noisystudent.train.StepInputs;

/**
 * What replicas share and what each has for itself, shown on virtual devices. Steps without noise
 * are in float64: the rounding of an untrained network would hide what is compared.
 */
@Tag("pjrt")
@Tag("slow")
final class ReplicatedStepTest {
  private static final int BATCH = 8;
  private static final int STEPS = 3;
  private static final int SEED = 5;
  private static final double QUIET = 0;
  private static final double NOISY = 0.5;

  @TempDir private static Path cache;

  @Test
  void localStatisticsAreOfTheReplicasRowsAlone() {
    Run one = run(student(1, QUIET), 1, "local");
    assertFollows(one, run(student(2, QUIET), 2, "local"));
    Run apart = run(student(1, QUIET), 2, "local");
    assertNotEquals(one.losses.get(0), apart.losses.get(0), 1e-3);
  }

  @Test
  void aGroupHasTheStatisticsOfItsReplicasRows() {
    Run one = run(student(1, QUIET), 1, "local");
    assertFollows(one, run(student(1, QUIET), 2, "all"));
    assertFollows(one, run(student(2, QUIET), 4, "2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"train.rolled=on", "train.recompute=on"})
  void replicasShareStatisticsWithinLoopsAndWhatIsComputedAgain(String saving) {
    String deep = "model.depth=0.75"; // the last stage but one has blocks that are alike
    String xla = "device.xla=true"; // or nothing can be saved
    Run one = run(student(1, QUIET, deep, xla), 1, "local");
    assertFollows(one, run(student(1, QUIET, deep, xla, saving), 2, "all"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "bfloat16"})
  void allReplicasKeepTheSameVariablesWhateverTheySee(String compute) {
    Run run = run(student(1, NOISY, "model.compute=" + compute), 4, "2");
    for (int replica = 1; replica < 4; replica++) {
      for (Map.Entry<String, double[]> variable : run.variables.get(0).entrySet()) {
        String name = variable.getKey();
        assertArrayEquals(variable.getValue(), run.variables.get(replica).get(name), name);
      }
    }
  }

  @Test
  void eachReplicaDrawsItsOwnNoise() {
    int other = new StepInputs(0, 0, SEED, 0).seedOf(1);
    float first = run(student(1, NOISY), 1, "local").losses.get(0);
    float second = run(student(1, NOISY), 1, "local", other).losses.get(0);
    assertNotEquals(first, second, 1e-3);
    Run both = run(student(2, NOISY), 2, "local");
    assertEquals((first + second) / 2, both.losses.get(0), 1e-5);
  }

  /**
   * A tiny student whose batch is larger, and holds the rows of the smaller one so many times.
   *
   * @param exact whether its steps are in float64
   * @param overrides of the quickstart
   */
  private record Student(int times, boolean exact, List<String> overrides) {
    Quickstart open(int rowsTimes) {
      List<String> all = new ArrayList<>(overrides);
      all.add("train.labeledBatch=" + rowsTimes * BATCH);
      return new Quickstart(cache, all.toArray(String[]::new));
    }
  }

  private static Student student(int times, double noise, String... overrides) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "model.width=0.1",
                "model.depth=0.1",
                "train.unlabeledRatio=1",
                "noise.dropout=" + noise,
                "noise.stochasticDepth=" + noise));
    all.addAll(List.of(overrides));
    return new Student(times, noise == QUIET, all);
  }

  /**
   * A few steps.
   *
   * @param variables of each replica, after the steps
   */
  private record Run(List<Float> losses, List<Map<String, double[]>> variables) {}

  private static Run run(Student student, int replicas, String batchNorm) {
    return run(student, replicas, batchNorm, SEED);
  }

  private static Run run(Student student, int replicas, String batchNorm, int seed) {
    try (Quickstart small = student.open(1);
        Quickstart large = student.open(student.times)) {
      StepBatches.Source batches =
          PickedRows.repeated(small.batches(), small.rows(), student.times);
      try (AcceleratorDevice device =
          student.exact
              ? large.exact(replicas, batchNorm, batches)
              : large.device(replicas, batchNorm, batches)) {
        if (!student.exact) {
          device.initialize(1);
        }
        List<Float> losses = large.losses(device, 0, STEPS, seed);
        List<Map<String, double[]>> variables = new ArrayList<>();
        for (int replica = 0; replica < replicas; replica++) {
          variables.add(Quickstart.numbers(device, replica));
        }
        return new Run(losses, variables);
      }
    }
  }

  private static void assertFollows(Run one, Run other) {
    for (int i = 0; i < one.losses.size(); i++) {
      double difference = other.losses.get(i) / one.losses.get(i) - 1;
      assertEquals(0, difference, 1e-5, one.losses + " " + other.losses);
    }
    one.variables
        .get(0)
        .forEach(
            (name, values) -> {
              double difference = difference(values, other.variables.get(0).get(name));
              assertTrue(difference < 1e-5, name + " differs by " + difference);
            });
  }

  /** Returns the largest difference, relative to the largest value where that is above 1. */
  private static double difference(double[] values, double[] others) {
    double scale = 1;
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      scale = Math.max(scale, Math.abs(values[i]));
      largest = Math.max(largest, Math.abs(values[i] - others[i]));
    }
    return largest / scale;
  }
}
