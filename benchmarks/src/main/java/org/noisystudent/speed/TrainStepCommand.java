package org.noisystudent.speed;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.noisystudent.process.JavaProcess;
import org.noisystudent.run.Provenance;
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
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "of each; 0 = as many as cores (default: ${DEFAULT-VALUE})")
  private int threads;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "how often each has its turn (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "5",
      description = "about how long a turn is (default: ${DEFAULT-VALUE})")
  private double seconds;

  @Option(
      names = "--modes",
      paramLabel = "MODE",
      split = ",",
      defaultValue =
          "own-fused,own-plain,own-xla,tensorflow-plain,tensorflow-xla,pytorch-eager,pytorch-channels_last,pytorch-compile",
      description = "who takes part, and how (default: all)")
  private List<String> modes = new ArrayList<>();

  @Mixin private SpeedResults results;

  @Spec private CommandSpec spec;

  /**
   * What one did.
   *
   * @param about the contestant
   * @param imagesPerSecond median over the rounds
   * @param slowest of the rounds, images a second
   * @param fastest of the rounds, images a second
   * @param steps a round
   * @param seconds of each round
   */
  record Measured(
      Contestant.About about,
      double imagesPerSecond,
      double slowest,
      double fastest,
      int steps,
      List<Double> seconds) {
    Measured {
      seconds = List.copyOf(seconds);
    }
  }

  /** What was measured. */
  record Result(
      int resolution,
      int batch,
      int classes,
      String compute,
      int threads,
      List<Measured> contestants,
      Instructions instructions,
      Provenance environment) {
    Result {
      contestants = List.copyOf(contestants);
    }

    /** Returns how often a contestant does what the fastest other program does once. */
    OptionalDouble ofBestPeer(Measured contestant) {
      OptionalDouble best =
          contestants.stream()
              .filter(each -> each.about().isPeer())
              .mapToDouble(Measured::imagesPerSecond)
              .max();
      return best.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(contestant.imagesPerSecond() / best.getAsDouble());
    }
  }

  @Override
  public Integer call() throws IOException {
    boolean known = compute.equals("float32") || compute.equals("bfloat16");
    if (Math.min(rounds, batch) < 1 || resolution < 32 || classes < 2 || threads < 0 || !known) {
      throw new ParameterException(
          spec.commandLine(),
          "--rounds (%d) and --batch (%d) must be >= 1, --resolution (%d) >= 32, --classes (%d) >= 2, --threads (%d) >= 0, --compute (%s) float32 or bfloat16"
              .formatted(rounds, batch, resolution, classes, threads, compute));
    }
    PrintWriter err = spec.commandLine().getErr();
    int used = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    Path log = Files.createTempFile("train-step", ".log");
    List<Contestant> contestants = new ArrayList<>();
    List<Measured> measured = new ArrayList<>();
    try {
      for (String mode : modes) {
        err.println("starting " + mode);
        contestants.add(start(mode, used, log));
      }
      List<Rounds.Times> times = Rounds.run(contestants, rounds, seconds, err::println);
      for (int i = 0; i < contestants.size(); i++) {
        measured.add(measured(contestants.get(i).about(), times.get(i)));
      }
    } finally {
      contestants.forEach(Contestant::close);
    }
    Result result =
        new Result(
            resolution,
            batch,
            classes,
            compute,
            used,
            measured,
            Instructions.here(),
            Provenance.current(Path.of(""), Clock.systemUTC()));
    String name =
        "train-step-%d-%d-%s-%s.json"
            .formatted(resolution, batch, compute, result.instructions().fileName());
    results.keep(name, result);
    print(result);
    Files.delete(log);
    return 0;
  }

  private Measured measured(Contestant.About about, Rounds.Times times) {
    return new Measured(
        about,
        batch * times.stepsPerSecond(0.5),
        batch * times.stepsPerSecond(0),
        batch * times.stepsPerSecond(1),
        times.steps(),
        times.seconds());
  }

  private Contestant start(String mode, int used, Path log) {
    int dash = mode.indexOf('-');
    String who = mode.substring(0, Math.max(dash, 0));
    List<String> arguments =
        List.of(
            String.valueOf(resolution),
            String.valueOf(batch),
            String.valueOf(classes),
            String.valueOf(used),
            compute,
            mode.substring(dash + 1));
    return switch (who) {
      case "own" -> {
        List<String> command = new ArrayList<>(JavaProcess.command(OwnTrainStep.class));
        command.addAll(arguments);
        yield Contestant.start(command, Map.of(), log);
      }
      case "tensorflow" -> start(PeerPython.TENSORFLOW, "tensorflow_train_step.py", arguments, log);
      case "pytorch" -> start(PeerPython.PYTORCH, "pytorch_train_step.py", arguments, log);
      default ->
          throw new ParameterException(
              spec.commandLine(),
              "--modes (" + mode + ") must be own-MODE, tensorflow-MODE or pytorch-MODE");
    };
  }

  private static Contestant start(
      PeerPython peer, String script, List<String> arguments, Path log) {
    return Contestant.start(peer.command(script, arguments), peer.environment(), log);
  }

  private void print(Result result) {
    PrintWriter out = spec.commandLine().getOut();
    for (Measured each : result.contestants()) {
      out.printf(
          Locale.ROOT,
          "%-62s %7.1f images/s (%.1f to %.1f)%s%n",
          each.about().name(),
          each.imagesPerSecond(),
          each.slowest(),
          each.fastest(),
          ratio(result.ofBestPeer(each)));
    }
    out.flush();
  }

  private static String ratio(OptionalDouble ratio) {
    return ratio.isEmpty()
        ? ""
        : String.format(Locale.ROOT, ", %.2f of the best peer", ratio.getAsDouble());
  }
}
