package org.noisystudent.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A teacher's predictions for every image. */
@Command(
    name = "label",
    mixinStandardHelpOptions = true,
    description =
        "Writes a model's predictions for every image, or the mean of several models', in shards;"
            + " resumes what was cut short."
            + " Predictions of another model or of other images in the same folder are replaced.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent label --model runs/first/savedmodels/teacher-0 --images photos --out labels"
    })
final class LabelCommand implements Callable<Integer> {
  @Mixin private LabelOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try (LabelTask task = options.open(err::println)) {
      task.tell(err);
      try (Progress progress = Progress.of(spec, "labeling", "images")) {
        task.labeler(progress::say, progress::report).label(task.origin(), task.predictions());
      }
      task.finished(spec.commandLine().getOut());
    }
    return 0;
  }
}
