package org.noisystudent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.ResolvedConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.device.DeviceFactory;
import org.noisystudent.run.Provenance;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.selftraining.SelfTraining;
import org.noisystudent.selftraining.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
      "  ./noisystudent run configs/quickstart.yaml --run-dir runs/second --set seed=2"
    })
final class RunCommand implements Callable<Integer> {
  @Mixin private ConfigFile config;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description =
          "where the run is kept; resumed if it exists (default: runs/NAME of the config)")
  private Optional<Path> runDir = Optional.empty();

  @Option(
      names = "--trust-model",
      description = "let the SavedModel of selfTraining.teacherModel reach files and the network")
  private boolean trustModel;

  @Option(names = "--json", description = "print report.json instead of the results table")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ExperimentConfig experiment = config.load();
    DeviceFactory devices = DeviceFactory.session(experiment.device());
    Path folder = runDir.orElseGet(() -> Path.of("runs", config.name()));
    PrintWriter err = spec.commandLine().getErr();
    Clock clock = Clock.systemUTC();
    Provenance provenance = Provenance.current(Path.of(""), clock);
    try (RunDirectory run =
            RunDirectory.open(folder, new ResolvedConfig(experiment).yaml(), provenance);
        ConsoleListener listener = new ConsoleListener(spec)) {
      err.println(
          (run.isResumed() ? "resuming " : "run directory ")
              + folder
              + ", seed "
              + experiment.seed());
      Surroundings around =
          new Surroundings(
              run.storage(),
              devices,
              new CorruptRecords(experiment.data().maxCorruptFraction(), listener::warned),
              listener,
              clock);
      JsonNode report =
          new SelfTraining(experiment, around, trustModel ? Trust.TRUSTED : Trust.CHECKED).run();
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? report.toPrettyString() : ResultsTable.of(report));
      out.flush();
      err.println("report: " + folder.resolve(RunDirectory.REPORT_HTML));
    }
    return 0;
  }
}
