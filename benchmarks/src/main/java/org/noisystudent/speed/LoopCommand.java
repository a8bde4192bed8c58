package org.noisystudent.speed;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.ResolvedConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.process.TemporaryFolder;
import org.noisystudent.run.Provenance;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.selftraining.SelfTraining;
import org.noisystudent.selftraining.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How much of a training's time is Java's, and what it leaves to the garbage collector. */
@Command(
    name = "loop",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a config in this process, in a run directory that is not kept, and measures its",
      "trainings: the time outside Session.run, and the bytes that a step allocates in Java."
    },
    footer = {"", "Example:", "  ./noisystudent bench loop configs/reproduction.yaml"})
public final class LoopCommand implements Callable<Integer> {
  /** The first steps compile, of TensorFlow and of Java; a guess. */
  private static final int WARM_UP = 20;

  @Parameters(
      paramLabel = "CONFIG",
      defaultValue = "configs/quickstart.yaml",
      description = "what is run (default: ${DEFAULT-VALUE})")
  private Path config;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "changes a key of the config")
  private List<String> overrides = new ArrayList<>();

  @Mixin private SpeedResults results;

  @Spec private CommandSpec spec;

  /**
   * What was measured.
   *
   * @param config its name
   * @param overrides what was changed
   * @param parts the first and the second half of each training
   */
  record Result(
      String config,
      List<String> overrides,
      List<LoopTimes.Part> parts,
      Instructions instructions,
      Provenance environment) {
    Result {
      overrides = List.copyOf(overrides);
      parts = List.copyOf(parts);
    }
  }

  @Override
  public Integer call() throws IOException {
    ExperimentConfig experiment = ConfigLoader.load(config, overrides);
    Clock clock = Clock.systemUTC();
    Provenance provenance = Provenance.current(Path.of(""), clock);
    try (TemporaryFolder folder = TemporaryFolder.create("loop");
        TimedDevices devices = new TimedDevices(experiment.device());
        RunDirectory run =
            RunDirectory.open(
                folder.path().resolve("run"), new ResolvedConfig(experiment).yaml(), provenance)) {
      LoopTimes times =
          new LoopTimes(
              WARM_UP, System::nanoTime, devices::nanosecondsOfSteps, LoopCommand::allocated);
      Surroundings around =
          new Surroundings(
              run.storage(), devices, new CorruptRecords(0, times::warned), times, clock);
      new SelfTraining(experiment, around, Trust.CHECKED).run();
      Result result =
          new Result(
              config.getFileName().toString(),
              overrides,
              times.parts(),
              Instructions.here(),
              provenance);
      results.keep("loop-" + result.instructions().fileName() + ".json", result);
      print(result);
    }
    return 0;
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private void print(Result result) {
    PrintWriter out = spec.commandLine().getOut();
    for (LoopTimes.Part part : result.parts()) {
      out.printf(
          Locale.ROOT,
          "%,d steps: %.2f %% of %.2f ms a step outside Session.run, %,.0f bytes a step%n",
          part.steps(),
          100 * part.outside(),
          1e3 * part.seconds() / part.steps(),
          part.bytesAStep());
    }
    out.flush();
  }
}
