package org.noisystudent.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ExperimentConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs configs with several seeds, keeps their results, and makes the table from those alone. */
@Command(
    name = "study",
    mixinStandardHelpOptions = true,
    description = {
      "Runs each config with each seed, leaves each report.json in benchmarks/results, and prints",
      "the table of all of them. A run whose config is there already is not run again."
    },
    footer = {
      "",
      "Example:",
      "  ./noisystudent bench study configs/quickstart.yaml --seeds 1,2,3",
      "  ./noisystudent bench study --table configs/quickstart.yaml configs/fashion-mnist.yaml"
    })
final class StudyCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofHours(3);

  @Parameters(paramLabel = "CONFIG", arity = "1..*", description = "config files")
  private List<Path> configs = new ArrayList<>();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,3",
      description = "seeds (default: ${DEFAULT-VALUE})")
  private List<Long> seeds = new ArrayList<>();

  @Option(names = "--table", description = "only print the table of the results that are there")
  private boolean tableOnly;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "benchmarks/results",
      description = "where results are kept (default: ${DEFAULT-VALUE})")
  private Path results;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "where the run directories go (default: ${DEFAULT-VALUE})")
  private Path runs;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    StudyResults kept = new StudyResults(results);
    PrintWriter err = spec.commandLine().getErr();
    for (Path config : configs) {
      for (long seed : seeds) {
        ExperimentConfig experiment = ConfigLoader.load(config, List.of("seed=" + seed));
        if (kept.has(config, seed, experiment)) {
          err.println(kept.file(config, seed) + " is of this config: not run again");
        } else if (!tableOnly) {
          run(config, seed, experiment, kept, err);
        }
      }
    }
    spec.commandLine().getOut().print(kept.table(configs));
    spec.commandLine().getOut().flush();
    return 0;
  }

  private void run(
      Path config, long seed, ExperimentConfig experiment, StudyResults kept, PrintWriter err)
      throws IOException, InterruptedException {
    Path run = runs.resolve(StudyResults.name(config, seed));
    Path log = run.resolveSibling(run.getFileName() + ".log");
    Files.createDirectories(runs);
    err.println(config + ", seed " + seed + " in " + run + ", log " + log);
    List<String> arguments =
        List.of("run", config.toString(), "--set", "seed=" + seed, "--run-dir", run.toString());
    try (ProgramProcess process = ProgramProcess.start(log, arguments)) {
      if (!process.endsWithin(LIMIT) || process.exitCode() != 0) {
        throw new IllegalStateException(run + " failed: see " + log);
      }
    }
    kept.keep(config, seed, experiment, run.resolve("report.json"));
    err.println("kept " + kept.file(config, seed));
  }
}
