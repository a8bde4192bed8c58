package org.noisystudent.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.selftraining.SingleTraining;
import org.noisystudent.storage.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One training, without the loop. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Trains one model, leaving checkpoints and a SavedModel.",
      "Where data.unlabeled names shards that `select` wrote, it learns from these pseudo-labels"
          + " too; else from the labeled images alone."
    },
    footer = {
      "",
      "Example:",
      "  ./noisystudent train configs/fashion-mnist.yaml --out runs/teacher",
      "  ./noisystudent train configs/fashion-mnist.yaml --out runs/student \\",
      "    --set data.unlabeled.format=tfrecord --set data.unlabeled.images=selected"
    })
final class TrainCommand implements Callable<Integer> {
  @Mixin private ConfigFile config;

  @Mixin private DeviceOptions device;

  @Mixin private ProcessOptions processes;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description =
          "where checkpoints and the SavedModel go, a folder or gs://BUCKET/PATH; resumed if it"
              + " exists")
  private GivenPlace out;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ExperimentConfig experiment = config.load();
    try (OpenRun run = OpenRun.of(spec, experiment, device, processes, out)) {
      SingleTraining.Result result = new SingleTraining(experiment, run.surroundings()).run();
      if (!run.tellsResults()) {
        return 0;
      }
      PrintWriter print = spec.commandLine().getOut();
      print.print(
          json ? new String(Json.document(result), StandardCharsets.UTF_8) : text(result) + "\n");
      print.flush();
      spec.commandLine().getErr().println("model: " + out.resolve(result.model()));
    }
    return 0;
  }

  private static String text(SingleTraining.Result result) {
    String images =
        String.format(
            Locale.ROOT,
            "%,d labeled images, %,d pseudo-labeled",
            result.labeled(),
            result.pseudoLabeled());
    return result.evaluation().isEmpty()
        ? images
        : String.format(
            Locale.ROOT,
            "%s: top-1 %.2f %%, top-5 %.2f %% of %,d images",
            images,
            100 * result.evaluation().get().top1(),
            100 * result.evaluation().get().top5(),
            result.evaluation().get().images());
  }
}
