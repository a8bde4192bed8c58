package org.noisystudent.speed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
    description =
        "Measures training steps of EfficientNet-B0 on the CPU, ours and peers', each in a "
            + "process of its own, in rounds by turns; ready tensors. Peers are installed with "
            + "pip at the first use (6 GB). The machine should do nothing else.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent bench train-step --resolution 32 --batch 64 --classes 10"
    })
public final class TrainStepCommand implements Callable<Integer> {
  @Mixin private B0Options network;

  @Option(
      names = "--modes",
      paramLabel = "MODE",
      split = ",",
      defaultValue =
          "own-fused,own-plain,own-xla,tensorflow-plain,tensorflow-onednn,tensorflow-xla,pytorch-eager,pytorch-channels_last,pytorch-compile",
      description = "who takes part, and how (default: all)")
  private List<String> modes = new ArrayList<>();

  @Mixin private Contest contest;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    contest.check();
    network.check();
    contest.run(modes, this::start, network.setting(), "images", network.batch());
    return 0;
  }

  private Start start(String mode) {
    int dash = mode.indexOf('-');
    List<String> arguments = new ArrayList<>(network.arguments(contest.threads()));
    arguments.add(mode.substring(dash + 1));
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
