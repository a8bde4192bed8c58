package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
      description = "a folder of checkpoints")
  private Path checkpoint;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "where the SavedModel goes")
  private Path out;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Override
  public Integer call() {
    throw new UnsupportedOperationException(
        "ENGINE: export: " + Arrays.asList(checkpoint, out, json));
  }
}
