package org.noisystudent.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.noisystudent.process.TemporaryFolder;
import org.noisystudent.run.Provenance;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How long commands take to begin. */
@Command(
    name = "start-up",
    mixinStandardHelpOptions = true,
    description =
        "Measures how long the launcher takes for --help, and from the command to the first "
            + "step of a training, after one start of each that is not counted. The machine "
            + "should do nothing else.",
    footer = {"", "Example:", "  ./noisystudent bench start-up configs/quickstart.yaml"})
public final class StartUpCommand implements Callable<Integer> {
  private static final long LIMIT_MINUTES = 5;
  private static final long POLL_MILLIS = 5;

  @Parameters(
      paramLabel = "CONFIG",
      defaultValue = "configs/quickstart.yaml",
      description = "what is trained (default: ${DEFAULT-VALUE})")
  private Path config;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "starts of each that are counted (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Mixin private SpeedResults results;

  @Spec private CommandSpec spec;

  /**
   * What was measured.
   *
   * @param config what was trained
   * @param help seconds of each {@code --help}
   * @param firstStep seconds from each command to the first step
   */
  record Result(
      String config,
      List<Double> help,
      List<Double> firstStep,
      Instructions instructions,
      Provenance environment) {
    Result {
      help = List.copyOf(help);
      firstStep = List.copyOf(firstStep);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rounds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--rounds (" + rounds + ") must be at least 1");
    }
    Launcher.check();
    List<Double> help = new ArrayList<>();
    List<Double> firstStep = new ArrayList<>();
    try (TemporaryFolder folder = TemporaryFolder.create("start-up")) {
      Path log = folder.path().resolve("log");
      for (int i = 0; i <= rounds; i++) {
        help.add(help(log));
        firstStep.add(firstStep(folder.path().resolve("run-" + i), log));
        spec.commandLine().getErr().println("round " + i + " of " + rounds);
      }
    }
    Result result =
        new Result(
            config.toString(),
            help.subList(1, help.size()),
            firstStep.subList(1, firstStep.size()),
            Instructions.here(),
            Provenance.current(Path.of(""), Clock.systemUTC()));
    results.keep("start-up-" + result.instructions().fileName() + ".json", result);
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "--help %.2f s, first step of %s %.2f s (medians of %d)%n",
            median(result.help()),
            config,
            median(result.firstStep()),
            rounds);
    return 0;
  }

  /** Returns the middle one, or the lower of the two. */
  static double median(List<Double> values) {
    return values.stream().sorted().toList().get((values.size() - 1) / 2);
  }

  private static double help(Path log) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Launcher.await("--help", Launcher.start(List.of("--help"), log), log, LIMIT_MINUTES);
    return (System.nanoTime() - begin) / 1e9;
  }

  /** Has every step logged, and ends the run at the first. */
  private double firstStep(Path run, Path log) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("run", config.toString(), "--run-dir"));
    arguments.add(run.toString());
    arguments.addAll(List.of("--set", "train.logEvery=1"));
    arguments.addAll(List.of("--set", "selfTraining.teacher.train.logEvery=1"));
    Path metrics = run.resolve("metrics.jsonl");
    long begin = System.nanoTime();
    Process process = Launcher.start(arguments, log);
    try {
      while (!(Files.exists(metrics) && Files.size(metrics) > 0)) {
        boolean late = System.nanoTime() - begin > TimeUnit.MINUTES.toNanos(LIMIT_MINUTES);
        if (late || !process.isAlive()) {
          throw new UserErrorException(
              Kind.DATA, "run %s made no step: %s".formatted(config, Files.readString(log)));
        }
        Thread.sleep(POLL_MILLIS);
      }
      return (System.nanoTime() - begin) / 1e9;
    } finally {
      Launcher.end(process);
    }
  }
}
