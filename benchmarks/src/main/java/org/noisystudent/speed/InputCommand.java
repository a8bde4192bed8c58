package org.noisystudent.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.noisystudent.process.TemporaryFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The input pipeline of a training beside those of other programs. */
@Command(
    name = "input",
    mixinStandardHelpOptions = true,
    description =
        "Measures how fast JPEG files become batches of augmented images: decoded, cut at "
            + "random, flipped, two operations of RandAugment; ours and peers', each in a process "
            + "of its own, in rounds by turns. Peers are installed with pip at the first use (8 "
            + "GB). The machine should do nothing else.",
    footer = {"", "Example:", "  ./noisystudent bench input --resolution 32 --batch 256"})
public final class InputCommand implements Callable<Integer> {
  /** From this resolution on photos are as large as ImageNet's, below as large as the network's. */
  private static final int LARGE = 128;

  private static final List<String> CLASSES = List.of("a", "b");

  @Option(
      names = "--resolution",
      paramLabel = "N",
      defaultValue = "224",
      description = "pixels a side (default: ${DEFAULT-VALUE})")
  private int resolution;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "images a batch (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--photos",
      paramLabel = "N",
      defaultValue = "512",
      description = "files, read again and again (default: ${DEFAULT-VALUE})")
  private int photos;

  @Option(
      names = "--modes",
      paramLabel = "MODE",
      split = ",",
      defaultValue = "own,own-crop,own-decode,tensorflow,pytorch",
      description =
          "who takes part (default: all); own-crop is without RandAugment, own-decode decodes alone")
  private List<String> modes = List.of();

  @Mixin private Contest contest;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    contest.check();
    if (batch < 1 || resolution < 32 || photos < 2 * CLASSES.size()) {
      throw new ParameterException(
          spec.commandLine(),
          "--batch (%d) must be >= 1, --resolution (%d) >= 32, --photos (%d) >= %d"
              .formatted(batch, resolution, photos, 2 * CLASSES.size()));
    }
    Map<String, String> setting = new LinkedHashMap<>();
    setting.put("pixels", String.valueOf(resolution));
    setting.put("batch", String.valueOf(batch));
    try (TemporaryFolder folder = TemporaryFolder.create("photos")) {
      for (String name : CLASSES) {
        MadePhotos.write(
            Files.createDirectory(folder.path().resolve(name)),
            photos / CLASSES.size(),
            resolution < LARGE ? resolution : MadePhotos.WIDTH,
            resolution < LARGE ? resolution : MadePhotos.HEIGHT);
      }
      List<String> arguments =
          List.of(
              String.valueOf(resolution),
              String.valueOf(batch),
              String.valueOf(contest.threads()),
              folder.path().toString());
      contest.run(modes, mode -> start(mode, arguments), setting, "images", batch);
    }
    return 0;
  }

  private Start start(String mode, List<String> arguments) {
    return switch (mode) {
      case "own" -> Start.own(OwnInput.class, with(arguments, "2"));
      case "own-crop" -> Start.own(OwnInput.class, with(arguments, "0"));
      case "own-decode" -> Start.own(OwnDecoding.class, arguments.subList(1, arguments.size()));
      case "tensorflow" -> Start.peer(PeerPython.TENSORFLOW, "tensorflow_input.py", arguments);
      case "pytorch" -> Start.peer(PeerPython.PYTORCH, "pytorch_input.py", arguments);
      default ->
          throw new ParameterException(
              spec.commandLine(),
              "--modes (" + mode + ") must be own, own-crop, own-decode, tensorflow or pytorch");
    };
  }

  private static List<String> with(List<String> arguments, String last) {
    return Stream.concat(arguments.stream(), Stream.of(last)).toList();
  }
}
