package org.noisystudent.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.noisystudent.config.ConfigLoader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private StudyOptions study;

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
    KeptRuns kept = new KeptRuns(results);
    PrintWriter err = spec.commandLine().getErr();
    for (Path config : configs) {
      for (long seed : study.seeds()) {
        String name = StudyResults.name(config, seed);
        List<String> overrides = List.of("seed=" + seed);
        if (kept.has(name, ConfigLoader.load(config, overrides))) {
          err.println(kept.file(name) + " is of this config: not run again");
        } else if (!study.tableOnly()) {
          err.println(config + ", seed " + seed + " in " + runs.resolve(name));
          kept.run(name, config, overrides, Optional.empty(), runs, LIMIT);
          err.println("kept " + kept.file(name));
        }
      }
    }
    spec.commandLine().getOut().print(new StudyResults(results).table(configs));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
