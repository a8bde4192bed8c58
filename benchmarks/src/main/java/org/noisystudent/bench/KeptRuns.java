package org.noisystudent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.ResolvedConfig;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;

/**
 * Runs whose {@code report.json} is kept, one a name, with the hash of its config; the commit,
 * machine and date are in it. A run that is there already is not run again.
 */
public final class KeptRuns {
  private static final String HASH = "configHash";
  private static final String SUFFIX = ".json";
  private final Path folder;

  /** Opens a folder of kept reports, which need not be there. */
  public KeptRuns(Path folder) {
    this.folder = folder;
  }

  /** Returns the names of all runs that are kept, in order. */
  public List<String> names() {
    return new LocalRunStorage(folder)
        .list("").stream()
            .filter(name -> name.endsWith(SUFFIX))
            .map(name -> name.substring(0, name.length() - SUFFIX.length()))
            .sorted()
            .toList();
  }

  /** Returns where the report of a run is kept. */
  public Path file(String name) {
    return folder.resolve(name + SUFFIX);
  }

  /** Returns whether a report is kept of this config; keys that came after it count as default. */
  public boolean has(String name, ExperimentConfig asked) {
    if (!Files.exists(file(name))) {
      return false;
    }
    try {
      String ran = report(name).path("config").toString(); // JSON is YAML
      return ConfigLoader.parse(ran, file(name).toString()).equals(asked);
    } catch (UserErrorException e) {
      return false; // it has keys or values that are no more
    }
  }

  /** Returns a kept report. */
  public JsonNode report(String name) {
    return read(file(name));
  }

  static JsonNode read(Path file) {
    try {
      return Json.tree(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps the report of a run. */
  void keep(String name, ExperimentConfig ran, Path report) {
    ObjectNode kept = (ObjectNode) read(report);
    kept.put(HASH, new ResolvedConfig(ran).hash());
    new LocalRunStorage(folder).publish(name + SUFFIX, Json.document(kept));
  }

  /**
   * Runs a config to its end in a process of its own, or goes on with a run that was cut short, and
   * keeps its report. What it prints goes into a log beside the run directory.
   *
   * @param overrides as of {@code --set}
   * @param earlier the name of a run whose first stages it does alike: they are taken over where
   *     its run directory is there; empty for none
   * @param runs where run directories go
   * @throws IllegalStateException if it fails, or takes longer than the limit
   */
  public void run(
      String name,
      Path config,
      List<String> overrides,
      Optional<String> earlier,
      Path runs,
      Duration limit)
      throws InterruptedException {
    Path run = runs.resolve(name);
    Path log = runs.resolve(name + ".log");
    try {
      Files.createDirectories(runs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> arguments = new ArrayList<>(List.of("run", config.toString()));
    overrides.forEach(override -> arguments.addAll(List.of("--set", override)));
    arguments.addAll(List.of("--run-dir", run.toString()));
    earlier
        .map(runs::resolve)
        .filter(Files::isDirectory)
        .ifPresent(folder -> arguments.addAll(List.of("--start-from", folder.toString())));
    try (ProgramProcess process = ProgramProcess.start(log, arguments)) {
      if (!process.endsWithin(limit) || process.exitCode() != 0) {
        throw new IllegalStateException(run + " failed: see " + log);
      }
    }
    keep(name, ConfigLoader.load(config, overrides), run.resolve("report.json"));
  }
}
