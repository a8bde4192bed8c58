package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** From an official checkpoint to a SavedModel. */
@Command(
    name = "import-checkpoint",
    mixinStandardHelpOptions = true,
    description = "Turns an official EfficientNet or Noisy Student checkpoint into a SavedModel.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent import-checkpoint noisy_student_efficientnet-b0/model.ckpt --variant b0 --out models/b0"
    })
final class ImportCheckpointCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "CKPT",
      description = "the checkpoint without .index, e.g. b0/model.ckpt")
  private Path checkpoint;

  @Option(
      names = "--variant",
      paramLabel = "NAME",
      required = true,
      description = "b0..b8, l0, l1, l2")
  private String variant;

  @Option(
      names = "--resolution",
      paramLabel = "N",
      defaultValue = "0",
      description = "input side in pixels; 0 = the variant's own (default: ${DEFAULT-VALUE})")
  private int resolution;

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
        "ENGINE: import: " + Arrays.asList(checkpoint, variant, resolution, out, json));
  }
}
