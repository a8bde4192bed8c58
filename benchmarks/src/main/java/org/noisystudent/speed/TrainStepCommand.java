package org.noisystudent.speed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The training step of EfficientNet-B0 beside those of Python TensorFlow and PyTorch. */
@Command(
    name = "train-step",
    mixinStandardHelpOptions = true,
    description = {
      "Measures training steps of EfficientNet-B0 on the CPU, ours and peers', each in a process of",
      "its own, in rounds by turns; ready tensors. Peers are installed with pip at the first use",
      "(6 GB). The machine should do nothing else."
    },
    footer = {
      "",
      "Example:",
      "  ./noisystudent bench train-step --resolution 32 --batch 64 --classes 10"
    })
public final class TrainStepCommand implements Callable<Integer> {
  @Option(
      names = "--resolution",
      paramLabel = "N",
      defaultValue = "224",
      description = "pixels a side (default: ${DEFAULT-VALUE})")
  private int resolution;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "16",
      description = "images a step (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--classes",
      paramLabel = "N",
      defaultValue = "1000",
      description = "classes (default: ${DEFAULT-VALUE})")
  private int classes;

  @Option(
      names = "--compute",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description = "float32 or bfloat16 (default: ${DEFAULT-VALUE})")
  private String compute;

  @Option(
      names = "--modes",
      paramLabel = "MODE",
      split = ",",
      defaultValue =
          "own-fused,own-plain,own-xla,tensorflow-plain,tensorflow-xla,pytorch-eager,pytorch-channels_last,pytorch-compile",
      description = "who takes part, and how (default: all)")
  private List<String> modes = new ArrayList<>();

  @Mixin private Contest contest;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    contest.check();
    boolean known = compute.equals("float32") || compute.equals("bfloat16");
    if (batch < 1 || resolution < 32 || classes < 2 || !known) {
      throw new ParameterException(
          spec.commandLine(),
          "--batch (%d) must be >= 1, --resolution (%d) >= 32, --classes (%d) >= 2, --compute (%s) float32 or bfloat16"
              .formatted(batch, resolution, classes, compute));
    }
    Map<String, String> setting = new LinkedHashMap<>();
    setting.put("pixels", String.valueOf(resolution));
    setting.put("batch", String.valueOf(batch));
    setting.put("compute", compute);
    contest.run(modes, this::start, setting, "images", batch);
    return 0;
  }

  private Start start(String mode) {
    int dash = mode.indexOf('-');
    List<String> arguments =
        List.of(
            String.valueOf(resolution),
            String.valueOf(batch),
            String.valueOf(classes),
            String.valueOf(contest.threads()),
            compute,
            mode.substring(dash + 1));
    return switch (mode.substring(0, Math.max(dash, 0))) {
      case "own" -> Start.own(OwnTrainStep.class, arguments);
      case "tensorflow" -> Start.peer(PeerPython.TENSORFLOW, "tensorflow_train_step.py", arguments);
      case "pytorch" -> Start.peer(PeerPython.PYTORCH, "pytorch_train_step.py", arguments);
      default ->
          throw new ParameterException(
              spec.commandLine(),
              "--modes (" + mode + ") must be own-MODE, tensorflow-MODE or pytorch-MODE");
    };
  }
}
