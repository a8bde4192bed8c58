package org.noisystudent.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.noisystudent.checkpoint.Checkpoints;
import org.noisystudent.export.ModelExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** From a checkpoint to a SavedModel. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes the averaged weights of a checkpoint as a SavedModel for serving.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent export --checkpoint runs/first/checkpoints/student-2 --out served/1"
    })
final class ExportCommand implements Callable<Integer> {
  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      required = true,
      description = "a checkpoint, or a folder of some: then the best one, or else the last")
  private Path checkpoint;

  @Mixin private NewModelOption out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    NewFolder target = out.target();
    try (Checkpoints.Restored restored = Checkpoints.open(checkpoint)) {
      ModelExport.publish(restored, target.storage(), target.name(), Clock.systemUTC());
      spec.commandLine()
          .getErr()
          .println(
              "step " + restored.checkpoint().step() + " of " + checkpoint + " as " + out.folder());
    }
    return 0;
  }
}
