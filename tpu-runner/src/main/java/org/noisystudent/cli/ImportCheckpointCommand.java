package org.noisystudent.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.noisystudent.config.ModelConfig;
import org.noisystudent.config.ModelConfig.Compute;
import org.noisystudent.importer.CheckpointImport;
import org.noisystudent.savedmodel.EvaluationCrop;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** From a checkpoint that another program trained to a SavedModel. */
@Command(
    name = "import-checkpoint",
    mixinStandardHelpOptions = true,
    description =
        "Writes the weights of an official EfficientNet or Noisy Student checkpoint, or of a"
            + " PyTorch file, as a SavedModel for serving. Runs nothing that the file holds.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent import-checkpoint noisy_student_efficientnet-b0 --variant b0 --out"
          + " models/b0"
    })
final class ImportCheckpointCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "CKPT",
      description =
          "a TensorFlow checkpoint (path without suffix, .index file, or its folder), or a PyTorch"
              + " file (.pth) of an EfficientNet's tensors")
  private Path checkpoint;

  @Option(
      names = "--variant",
      paramLabel = "VARIANT",
      required = true,
      description = "what it is of: b0..b8, l0, l1, l2, lite0..lite4")
  private String variant;

  @Option(
      names = "--resolution",
      paramLabel = "N",
      description = "input side in pixels (default: the variant's own)")
  private int resolution;

  @Option(
      names = "--crop",
      paramLabel = "CROP",
      defaultValue = "center",
      description =
          "how its images are framed: center (R / (R + 32) of the shorter side, as the reference"
              + " does), center_875, square (the whole shorter side, resized as Pillow does: for"
              + " PyTorch's weights) or none (default: ${DEFAULT-VALUE})")
  private EvaluationCrop crop;

  @Mixin private NewModelOption out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    OptionRules.check(
        resolution == 0
            || (resolution >= ModelConfig.MIN_RESOLUTION
                && resolution <= ModelConfig.MAX_RESOLUTION),
        "--resolution",
        resolution,
        ModelConfig.MIN_RESOLUTION + " to " + ModelConfig.MAX_RESOLUTION);
    NewFolder target = out.target();
    ModelConfig model =
        new ModelConfig(
            variant,
            0,
            0,
            resolution,
            false,
            2,
            ModelConfig.BATCH_NORM_MOMENTUM,
            ModelConfig.BATCH_NORM_EPSILON,
            Compute.FLOAT32);
    CheckpointImport imported = CheckpointImport.of(checkpoint, model);
    spec.commandLine().getErr().println(checkpoint + ": " + imported.summary());
    imported.publish(crop, target.storage(), target.name(), Clock.systemUTC());
    spec.commandLine().getErr().println(variant + " as " + out.folder());
    return 0;
  }
}
