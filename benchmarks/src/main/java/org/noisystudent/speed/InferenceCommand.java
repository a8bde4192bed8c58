package org.noisystudent.speed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.noisystudent.process.TemporaryFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Answers of EfficientNet-B0 beside those of other programs. */
@Command(
    name = "inference",
    mixinStandardHelpOptions = true,
    description =
        "Measures how fast EfficientNet-B0 answers on the CPU, ours and peers', each in a "
            + "process of its own, in rounds by turns; ready images, or JPEG files. Peers are "
            + "installed with pip and Maven at the first use (7 GB). The machine should do nothing else.",
    footer = {"", "Example:", "  ./noisystudent bench inference --photos 1024 --batch 64"})
public final class InferenceCommand implements Callable<Integer> {
  private static final List<String> READY =
      List.of(
          "own",
          "tensorflow-plain",
          "tensorflow-onednn",
          "pytorch",
          "compile",
          "djl",
          "onnxruntime",
          "onnxruntime-parts",
          "openvino",
          "openvino-parts");

  /** A thread that decodes has its part of the answers alone: there is but one way. */
  private static final List<String> PHOTOS = List.of("own", "onnxruntime-parts", "openvino-parts");

  @Mixin private B0Options network;

  @Option(
      names = "--photos",
      paramLabel = "N",
      defaultValue = "0",
      description = "read so many JPEG files a step; 0 = images are ready (default: 0)")
  private int photos;

  @Option(
      names = "--modes",
      paramLabel = "MODE",
      split = ",",
      description = "who takes part, and how (default: all that can)")
  private List<String> modes = new ArrayList<>();

  @Mixin private Contest contest;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    contest.check();
    network.check();
    if (photos < 0) {
      throw new ParameterException(
          spec.commandLine(), "--photos (" + photos + ") must be at least 0");
    }
    Map<String, String> setting = new LinkedHashMap<>();
    setting.put("from", photos > 0 ? "JPEG files" : "ready images");
    setting.putAll(network.setting());
    if (photos == 0) {
      contest.run(asked(READY), mode -> start(mode, List.of()), setting, "images", network.batch());
      return 0;
    }
    try (TemporaryFolder folder = TemporaryFolder.create("photos")) {
      MadePhotos.write(folder.path(), photos, MadePhotos.WIDTH, MadePhotos.HEIGHT);
      contest.run(
          asked(PHOTOS),
          mode -> start(mode, List.of(folder.path().toString())),
          setting,
          "images",
          photos);
    }
    return 0;
  }

  private List<String> asked(List<String> all) {
    // ONNX Runtime has no bfloat16, and DJL's network is written in float32
    List<String> able =
        network.isFloat32()
            ? all
            : all.stream().filter(mode -> !mode.matches("onnxruntime.*|djl")).toList();
    for (String mode : modes) {
      if (!able.contains(mode)) {
        throw new ParameterException(
            spec.commandLine(),
            "--modes (%s) must be of %s".formatted(mode, String.join(", ", able)));
      }
    }
    return modes.isEmpty() ? able : modes;
  }

  private Start start(String mode, List<String> folder) {
    List<String> arguments = new ArrayList<>(network.arguments(contest.threads()));
    if (mode.equals("own")) {
      arguments.addAll(folder);
      return Start.own(OwnInference.class, arguments);
    }
    if (mode.startsWith("tensorflow-")) {
      arguments.add(mode.substring("tensorflow-".length()));
      return Start.peer(PeerPython.TENSORFLOW, "tensorflow_inference.py", arguments);
    }
    if (mode.equals("djl")) {
      return PeerDjl.start(network.resolution(), network.classes(), arguments);
    }
    arguments.add(mode);
    arguments.addAll(folder);
    return Start.peer(PeerPython.PYTORCH, "inference.py", arguments);
  }
}
