package org.noisystudent.reproduction;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.noisystudent.bench.KeptRuns;
import org.noisystudent.bench.ProgramProcess;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;

/**
 * How robust the teachers and students of some rows are: the paper's claim is that noise buys
 * robustness, beyond accuracy. Each result is kept with the hash of its run's config.
 */
final class RobustnessStudy {
  /** The rows whose models are measured: with noise, and without. */
  static final List<String> ROWS = List.of(Studies.BASE, "no-noise");

  /** The models of a run that are measured: one iteration. */
  static final List<String> MODELS = List.of("teacher-0", "student-1");

  private static final String HASH = "configHash";
  private static final String RESULT = "result";
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final Path folder;
  private final KeptRuns kept;
  private final Set<RobustnessMeasure> made = EnumSet.noneOf(RobustnessMeasure.class);

  /**
   * Opens the results.
   *
   * @param folder of the kept results, which need not be there
   * @param kept the runs
   */
  RobustnessStudy(Path folder, KeptRuns kept) {
    this.folder = folder;
    this.kept = kept;
  }

  /** Returns the name of a result. */
  static String name(String run, String model, RobustnessMeasure measure) {
    return run + "-" + model + "-" + measure;
  }

  /** Returns a kept result of a kept run; empty where it is of another config, or not there. */
  Optional<JsonNode> result(String run, String model, RobustnessMeasure measure) {
    Path file = folder.resolve(name(run, model, measure) + ".json");
    if (!Files.exists(file) || !Files.exists(kept.file(run))) {
      return Optional.empty();
    }
    try {
      JsonNode result = Json.tree(file.toString(), Files.readAllBytes(file));
      return result.path(HASH).equals(kept.report(run).path(HASH))
          ? Optional.of(result.path(RESULT))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Measures the models of a run that are not yet measured, and whose SavedModels are there. */
  void measure(String run, Path runs, PrintWriter err) throws InterruptedException {
    for (String model : MODELS) {
      Path saved = runs.resolve(run).resolve("savedmodels").resolve(model);
      for (RobustnessMeasure measure : RobustnessMeasure.values()) {
        if (Files.isDirectory(saved) && result(run, model, measure).isEmpty()) {
          make(measure, runs, err);
          err.println("measuring " + name(run, model, measure));
          Path out = runs.resolve(name(run, model, measure) + ".json");
          program(measure.arguments(saved), runs.resolve(run + ".log"), out);
          keep(run, model, measure, out);
        }
      }
    }
  }

  private void keep(String run, String model, RobustnessMeasure measure, Path out) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(HASH, kept.report(run).path(HASH).asText());
    document.put("run", run);
    document.put("model", model);
    document.put("measure", measure.toString());
    try {
      document.put(RESULT, Json.tree(out.toString(), Files.readAllBytes(out)));
      Files.delete(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new LocalRunStorage(folder.toAbsolutePath())
        .publish(name(run, model, measure) + ".json", Json.document(document));
  }

  /** Makes a measure's images, or what is missing of them; once is enough. */
  private void make(RobustnessMeasure measure, Path runs, PrintWriter err)
      throws InterruptedException {
    Path names = Studies.DATA.resolve("class-names.txt");
    List<String> making = measure.making(names);
    if (!making.isEmpty() && made.add(measure)) {
      err.println("making the images of " + measure);
      List<String> classes = ConfigLoader.load(Studies.CONFIG, List.of()).data().classNames();
      new LocalRunStorage(Studies.DATA.toAbsolutePath())
          .publish(
              names.getFileName().toString(),
              (String.join("\n", classes) + "\n").getBytes(StandardCharsets.UTF_8));
      program(making, runs.resolve(measure + ".log"), runs.resolve(measure + ".out"));
    }
  }

  private static void program(List<String> arguments, Path log, Path out)
      throws InterruptedException {
    try (ProgramProcess process = ProgramProcess.start(log, Optional.of(out), arguments)) {
      if (!process.endsWithin(LIMIT) || process.exitCode() != 0) {
        throw new IllegalStateException(String.join(" ", arguments) + " failed: see " + log);
      }
    }
  }
}
