package org.noisystudent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.noisystudent.robustness.Corruption;
import org.noisystudent.robustness.CorruptionErrors;
import org.noisystudent.robustness.FlipRates;
import org.noisystudent.robustness.KeptResults;
import org.noisystudent.robustness.Perturbation;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;
import picocli.CommandLine.Option;

/** The options of benchmarks of many parts: corruptions, perturbations. */
final class RobustnessOptions {
  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = {
        "keep the result of each corruption and severity, or perturbation, as it is",
        "measured, and go on from those that are there"
      })
  private Optional<Path> results = Optional.empty();

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = {
        "the --json of another model on the same benchmark, by which folder-c and",
        "folder-p normalise (imagenet-c and imagenet-p: by AlexNet)"
      })
  private Optional<Path> baseline = Optional.empty();

  @Option(
      names = "--difficulty",
      paramLabel = "N",
      defaultValue = "1",
      description = {
        "how many frames apart those of a perturbation are that are compared, but for",
        "noise, which has folders of its own: gaussian_noise_2 (default: ${DEFAULT-VALUE})"
      })
  private int difficulty;

  /** Checks the options for a benchmark. */
  void check(BenchmarkName benchmark) {
    boolean corrupted =
        benchmark == BenchmarkName.IMAGENET_C || benchmark == BenchmarkName.FOLDER_C;
    boolean perturbed =
        benchmark == BenchmarkName.IMAGENET_P || benchmark == BenchmarkName.FOLDER_P;
    if (!corrupted && !perturbed) {
      results.ifPresent(folder -> refuse("--results", folder, "-c or -p benchmarks"));
    }
    if (benchmark != BenchmarkName.FOLDER_C && benchmark != BenchmarkName.FOLDER_P) {
      baseline.ifPresent(file -> refuse("--baseline", file, "folder-c or folder-p"));
    }
    OptionRules.check(
        difficulty >= 1 && (perturbed || difficulty == 1),
        "--difficulty",
        difficulty,
        perturbed ? ">= 1" : "1 but for perturbations");
  }

  private static void refuse(String option, Path value, String benchmarks) {
    throw new UserErrorException(
        Kind.USAGE, "%s (%s) must go with %s".formatted(option, value, benchmarks));
  }

  int difficulty() {
    return difficulty;
  }

  /** Opens what was measured before of a model on a benchmark's images. */
  KeptResults kept(BenchmarkName benchmark, LoadedModel model, Path data) {
    return results
        .map(
            folder ->
                KeptResults.in(
                    new LocalRunStorage(folder.toAbsolutePath()),
                    Map.of(
                        "benchmark", benchmark.toString(),
                        "data", data.toAbsolutePath().normalize().toString(),
                        "difficulty", String.valueOf(difficulty),
                        "model", model.hash())))
        .orElse(KeptResults.none());
  }

  /** Returns the name of what is normalised by; empty where that is nothing. */
  String baselineName(BenchmarkName benchmark) {
    return benchmark.ofImageNet() ? "AlexNet" : baseline.map(Path::toString).orElse("");
  }

  /** Returns the errors that corruptions are normalised by. */
  Function<Corruption, OptionalDouble> errors(BenchmarkName benchmark) {
    if (benchmark.ofImageNet()) {
      return corruption -> OptionalDouble.of(corruption.alexNetError());
    }
    return baseline
        .map(file -> read(file, CorruptionErrors.class))
        .<Function<Corruption, OptionalDouble>>map(errors -> errors::error)
        .orElse(corruption -> OptionalDouble.empty());
  }

  /** Returns the flip probabilities that perturbations are normalised by. */
  Function<Perturbation, OptionalDouble> flips(BenchmarkName benchmark) {
    if (benchmark.ofImageNet()) {
      return perturbation -> OptionalDouble.of(perturbation.alexNetFlipProbability());
    }
    return baseline
        .map(file -> read(file, FlipRates.class))
        .<Function<Perturbation, OptionalDouble>>map(rates -> rates::flipProbability)
        .orElse(perturbation -> OptionalDouble.empty());
  }

  private static <T> T read(Path file, Class<T> type) {
    try {
      return Json.read(file.toString(), Files.readAllBytes(file), type);
    } catch (NoSuchFileException e) {
      throw new UserErrorException(Kind.DATA, file + ": no such file", e);
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, file + ": cannot be read: " + e, e);
    }
  }
}
