package org.noisystudent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.run.RunPlace;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.selftraining.EarlierRun;
import org.noisystudent.selftraining.SelfTraining;
import org.noisystudent.selftraining.StudentSizes;
import org.noisystudent.storage.Json;
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
      "  ./noisystudent run configs/quickstart.yaml --run-dir runs/second --set seed=2",
      "On a pod, started on each of 4 hosts with I from 0 to 3:",
      "  ./noisystudent run CONFIG --run-dir /nfs/run --process-index I --process-count 4",
      "CPUs or GPUs of two machines, started on each with I 0 and 1:",
      "  ./noisystudent run CONFIG --run-dir /nfs/run --workers a:2222,b:2222 --process-index I"
    })
final class RunCommand implements Callable<Integer> {
  @Mixin private ConfigFile config;

  @Mixin private DeviceOptions device;

  @Mixin private ProcessOptions processes;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description =
          "where the run is kept, a folder or gs://BUCKET/PATH; resumed if it exists (default:"
              + " runs/NAME of the config)")
  private Optional<GivenPlace> runDir = Optional.empty();

  @Option(
      names = "--start-from",
      paramLabel = "DIR",
      description = {
        "another run directory, whose finished teacher, and students, are taken over as far as",
        "this config would train them alike: for studies that change a student alone"
      })
  private Optional<GivenPlace> startFrom = Optional.empty();

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
    StudentSizes.check(experiment);
    if (startFrom.isEmpty()) {
      return run(experiment, Optional.empty());
    }
    try (RunPlace place = startFrom.get().open(spec.commandLine().getErr()::println)) {
      return run(experiment, Optional.of(new EarlierRun(place, experiment)));
    }
  }

  private int run(ExperimentConfig experiment, Optional<EarlierRun> earlier) {
    GivenPlace folder =
        runDir.orElseGet(() -> new GivenPlace(Path.of("runs", config.name()).toString()));
    Trust trust = trustModel ? Trust.TRUSTED : Trust.CHECKED;
    try (OpenRun run = OpenRun.of(spec, experiment, device, processes, folder)) {
      earlier.ifPresent(other -> takeOver(other, run));
      JsonNode report = new SelfTraining(experiment, run.surroundings(), trust).run();
      if (!run.tellsResults()) {
        return 0;
      }
      PrintWriter out = spec.commandLine().getOut();
      out.print(
          json
              ? new String(Json.document(report), StandardCharsets.UTF_8)
              : ResultsTable.of(report) + "\n");
      out.flush();
      spec.commandLine().getErr().println("report: " + folder.resolve(RunDirectory.REPORT_HTML));
    }
    return 0;
  }

  private void takeOver(EarlierRun earlier, OpenRun run) {
    int stages = earlier.lendTo(run.surroundings());
    spec.commandLine()
        .getErr()
        .println("took over " + stages + " stages of " + startFrom.orElseThrow());
  }
}
