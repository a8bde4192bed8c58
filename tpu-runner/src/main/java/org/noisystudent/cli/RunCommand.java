package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole self-training loop; the same command on the same folder resumes it. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description =
        "Trains a teacher, labels, trains students, measures, reports. Resumes an existing run.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent run configs/quickstart.yaml",
      "  ./noisystudent run configs/quickstart.yaml --run-dir runs/first --set seed=2"
    })
final class RunCommand implements Callable<Integer> {
  @Mixin private ConfigFile config;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description =
          "where the run is kept; resumed if it exists (default: runs/NAME of the config)")
  private Path runDir;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Override
  public Integer call() {
    Path folder = runDir != null ? runDir : Path.of("runs", config.name());
    throw new UnsupportedOperationException(
        "ENGINE: run the loop: " + Arrays.asList(config.load(), folder, json));
  }
}
