package org.noisystudent.reproduction;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.noisystudent.robustness.Corruption;
import org.noisystudent.robustness.CorruptionErrors;
import org.noisystudent.storage.Json;

/** A way in which the models of a run are measured, beyond accuracy. */
enum RobustnessMeasure {
  /** Mean top-1 error of the 15 corruptions, in percent. */
  CORRUPTIONS("mean error, -C", false, "folder-c", Data.CORRUPTED),
  /** Mean flip probability of the ten perturbations, in percent. */
  PERTURBATIONS("mean flip probability, -P", false, "folder-p", Data.PERTURBED),
  /** Top-1 accuracy after one step along the gradient's sign, in percent. */
  FGSM("accuracy under FGSM", true, "adversarial", Data.CLEAN, "--attack", "fgsm"),
  /** Top-1 accuracy after ten of them, in percent. */
  PGD("accuracy under PGD", true, "adversarial", Data.CLEAN, "--attack", "pgd");

  /** Of 255: where accuracy under attack is compared. */
  static final int EPSILON = 8;

  private static final String IMAGES = "1000";
  private static final String SEQUENCES = "100";

  private final String title;
  private final boolean higherIsBetter;
  private final String benchmark;
  private final Path data;
  private final ImmutableList<String> options;

  /** Where the images are. */
  private static final class Data {
    static final Path CLEAN = Path.of("test-data/fashion-mnist/t10k-images-idx3-ubyte.gz");
    static final Path CORRUPTED = Studies.DATA.resolve("fashion-mnist-c");
    static final Path PERTURBED = Studies.DATA.resolve("fashion-mnist-p");
  }

  RobustnessMeasure(
      String title, boolean higherIsBetter, String benchmark, Path data, String... options) {
    this.title = title;
    this.higherIsBetter = higherIsBetter;
    this.benchmark = benchmark;
    this.data = data;
    this.options = ImmutableList.copyOf(options);
  }

  String title() {
    return title;
  }

  /** Returns whether a more robust model has more of it. */
  boolean higherIsBetter() {
    return higherIsBetter;
  }

  /** Returns the arguments of the program that measures a model. */
  List<String> arguments(Path model) {
    List<String> arguments =
        new ArrayList<>(List.of("evaluate", "--model", model.toString(), "--benchmark", benchmark));
    arguments.addAll(List.of("--data", data.toString(), "--json"));
    arguments.addAll(options);
    if (benchmark.equals("adversarial")) {
      arguments.addAll(List.of("--epsilons", "1,2,4," + EPSILON + ",16", "--limit", IMAGES));
    }
    return arguments;
  }

  /**
   * Returns the arguments of the program that makes the images, empty where they are there anyway.
   *
   * @param classNames a file of the names of the classes
   */
  List<String> making(Path classNames) {
    List<String> arguments = new ArrayList<>();
    if (this == CORRUPTIONS || this == PERTURBATIONS) {
      arguments.addAll(List.of("corrupt", "--data", Data.CLEAN.toString()));
      arguments.addAll(List.of("--class-names", classNames.toString(), "--out", data.toString()));
      arguments.addAll(
          this == CORRUPTIONS
              ? List.of("--form", "c", "--limit", IMAGES)
              : List.of("--form", "p", "--limit", SEQUENCES));
    }
    return arguments;
  }

  /** Returns the number of a result, in percent. */
  double value(JsonNode result) {
    return switch (this) {
      case CORRUPTIONS -> 100 * result.path("meanError").asDouble();
      case PERTURBATIONS -> 100 * result.path("meanFlipProbability").asDouble();
      case FGSM, PGD -> {
        for (JsonNode point : result.path("points")) {
          if (point.path("epsilon").asDouble() == EPSILON) {
            yield 100 * point.path("top1").asDouble();
          }
        }
        throw new IllegalArgumentException("the curve has no epsilon of " + EPSILON);
      }
    };
  }

  /** Returns the mean error by severity, in percent, of a result of corruptions. */
  static double[] bySeverity(JsonNode result) {
    CorruptionErrors errors = Json.read("a result", Json.line(result), CorruptionErrors.class);
    double[] mean = new double[Corruption.SEVERITIES];
    int scored = 0;
    for (CorruptionErrors.Row row : errors.corruptions()) {
      if (row.scored()) {
        scored++;
        for (CorruptionErrors.Cell cell : row.severities()) {
          mean[cell.severity() - 1] += 100 * cell.error();
        }
      }
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= scored;
    }
    return mean;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
