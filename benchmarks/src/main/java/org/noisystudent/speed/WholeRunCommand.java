package org.noisystudent.speed;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.noisystudent.bench.SeedOptions;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.process.TemporaryFolder;
import org.noisystudent.run.Provenance;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.storage.Json;
import org.tensorflow.TensorFlow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A whole run, and the same in Python TensorFlow. */
@Command(
    name = "whole-run",
    mixinStandardHelpOptions = true,
    description = {
      "Measures a run from its command to its end, and a program in Python TensorFlow that does",
      "the same with Keras: of the same algorithm, images, networks, steps and strength of noise.",
      "Which comes first changes from seed to seed. The machine should do nothing else."
    },
    footer = {"", "Example:", "  ./noisystudent bench whole-run configs/quickstart.yaml --seeds 1"})
public final class WholeRunCommand implements Callable<Integer> {
  private static final String SCRIPT = "tensorflow_noisy_student.py";

  @Parameters(
      paramLabel = "CONFIG",
      defaultValue = "configs/quickstart.yaml",
      description = "what is run (default: ${DEFAULT-VALUE})")
  private Path config;

  @Mixin private SeedOptions seeds;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "changes a key of the config; nothing is kept then")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--max-minutes",
      paramLabel = "N",
      defaultValue = "90",
      description = "end a run after so many minutes (default: ${DEFAULT-VALUE})")
  private int maxMinutes;

  @Mixin private SpeedResults results;

  @Spec private CommandSpec spec;

  /**
   * What one program made of a seed.
   *
   * @param about which
   * @param seconds from the command to its end
   * @param accuracies fractions of the test images, of the teacher and each student
   */
  record Run(Contestant.About about, double seconds, List<Double> accuracies) {
    Run {
      accuracies = List.copyOf(accuracies);
    }
  }

  /**
   * What was measured of a seed.
   *
   * @param config what was run
   * @param ours this program's run
   * @param peer that of Python TensorFlow
   */
  record Result(
      String config,
      long seed,
      Run ours,
      Run peer,
      Instructions instructions,
      Provenance environment) {
    /** Returns the peer's time as a multiple of ours. */
    double ratio() {
      return peer.seconds() / ours.seconds();
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (maxMinutes < 1) {
      throw new ParameterException(
          spec.commandLine(), "--max-minutes (" + maxMinutes + ") must be at least 1");
    }
    Launcher.check();
    List<WholeRunSpec> specs = new ArrayList<>();
    for (long seed : seeds.seeds()) {
      specs.add(WholeRunSpec.of(ConfigLoader.load(config, overrides(seed))));
    }
    PeerPython.TENSORFLOW.command(SCRIPT, List.of()); // installed before the first minute counts
    for (int i = 0; i < specs.size(); i++) {
      measure(seeds.seeds().get(i), specs.get(i), i % 2 == 0);
    }
    return 0;
  }

  private List<String> overrides(long seed) {
    List<String> all = new ArrayList<>(overrides);
    all.add("seed=" + seed);
    return all;
  }

  private void measure(long seed, WholeRunSpec told, boolean oursFirst)
      throws IOException, InterruptedException {
    try (TemporaryFolder folder = TemporaryFolder.create("whole-run")) {
      Run first = oursFirst ? ours(seed, folder.path()) : peer(told, folder.path());
      Run second = oursFirst ? peer(told, folder.path()) : ours(seed, folder.path());
      Result result =
          new Result(
              config.toString(),
              seed,
              oursFirst ? first : second,
              oursFirst ? second : first,
              Instructions.here(),
              Provenance.current(Path.of(""), Clock.systemUTC()));
      if (overrides.isEmpty()) {
        String name = config.getFileName().toString().replaceFirst("\\.ya?ml$", "");
        results.keep(
            "whole-run-%s-seed%d-%s.json".formatted(name, seed, result.instructions().fileName()),
            result);
      }
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          Locale.ROOT,
          "seed %d: ours %.0f s, %s %.0f s, %.2f times as long; accuracies %s and %s%n",
          seed,
          result.ours().seconds(),
          result.peer().about().name(),
          result.peer().seconds(),
          result.ratio(),
          result.ours().accuracies(),
          result.peer().accuracies());
      out.flush();
    }
  }

  private Run ours(long seed, Path folder) throws IOException, InterruptedException {
    Path run = folder.resolve("run");
    List<String> command =
        new ArrayList<>(List.of("run", config.toString(), "--run-dir", run.toString()));
    for (String override : overrides(seed)) {
      command.addAll(List.of("--set", override));
    }
    Path log = folder.resolve("run.log");
    long begin = System.nanoTime();
    Launcher.await("the run", Launcher.start(command, log), log, maxMinutes);
    double seconds = (System.nanoTime() - begin) / 1e9;
    Path report = run.resolve(RunDirectory.REPORT_JSON);
    List<Double> accuracies = new ArrayList<>();
    for (JsonNode stage : Json.tree(report.toString(), Files.readAllBytes(report)).path("stages")) {
      accuracies.add(stage.required("top1").asDouble());
    }
    Contestant.About about =
        new Contestant.About(OwnTrainStep.NAME, Map.of("tensorflow", TensorFlow.version()));
    return new Run(about, seconds, accuracies);
  }

  private Run peer(WholeRunSpec told, Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("spec.json");
    Files.write(file, Json.document(told));
    Path models = Files.createDirectories(folder.resolve("models"));
    Path out = folder.resolve("peer.out");
    Path log = folder.resolve("peer.log");
    ProcessBuilder builder =
        new ProcessBuilder(
            PeerPython.TENSORFLOW.command(SCRIPT, List.of(file.toString(), models.toString())));
    builder.environment().putAll(PeerPython.TENSORFLOW.environment());
    builder.redirectOutput(out.toFile()).redirectError(log.toFile());
    long begin = System.nanoTime();
    Launcher.await(SCRIPT, builder.start(), log, maxMinutes);
    double seconds = (System.nanoTime() - begin) / 1e9;
    List<JsonNode> networks = Json.lines(SCRIPT, Files.readAllBytes(out));
    return new Run(
        Json.read(SCRIPT, Json.line(networks.get(0)), Contestant.About.class),
        seconds,
        networks.stream().map(each -> each.required("testAccuracy").asDouble()).toList());
  }
}
