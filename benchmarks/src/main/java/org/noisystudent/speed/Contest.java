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
import java.util.function.Function;
import org.noisystudent.run.Provenance;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of commands that let programs take turns, and what they have in common. */
final class Contest {
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
      defaultValue = "10",
      description =
          "about how long a turn is: long enough that what a pipeline has ready from before does not count "
              + "(default: ${DEFAULT-VALUE})")
  private double seconds;

  @Mixin private SpeedResults results;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Refuses numbers that cannot be. */
  void check() {
    if (rounds < 1 || threads < 0 || seconds <= 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--rounds (%d) must be >= 1, --threads (%d) >= 0, --seconds (%s) > 0"
              .formatted(rounds, threads, seconds));
    }
  }

  /** Returns the threads that each has. */
  int threads() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /**
   * Starts all, lets them take turns, keeps and prints what they did.
   *
   * @param modes names of those that take part
   * @param starts how one is started
   * @param setting as of {@link ContestResult}
   * @param unit what is counted
   * @param units how many a step does
   */
  void run(
      List<String> modes,
      Function<String, Start> starts,
      Map<String, String> setting,
      String unit,
      double units)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Path log = Files.createTempFile(spec.name(), ".log");
    List<Contestant> contestants = new ArrayList<>();
    List<Measured> measured = new ArrayList<>();
    try {
      for (String mode : modes) {
        err.println("starting " + mode);
        contestants.add(starts.apply(mode).contestant(log));
      }
      List<Rounds.Times> times = Rounds.run(contestants, rounds, seconds, err::println);
      for (int i = 0; i < contestants.size(); i++) {
        measured.add(Measured.of(contestants.get(i).about(), times.get(i), units));
      }
    } finally {
      contestants.forEach(Contestant::close);
    }
    ContestResult result =
        new ContestResult(
            spec.name(),
            setting,
            unit,
            threads(),
            measured,
            Instructions.here(),
            Provenance.current(Path.of(""), Clock.systemUTC()));
    results.keep(result.fileName(), result);
    print(result);
    Files.delete(log);
  }

  private void print(ContestResult result) {
    PrintWriter out = spec.commandLine().getOut();
    for (Measured each : result.contestants()) {
      OptionalDouble ratio = each.ofBestPeer(result.contestants());
      out.printf(
          Locale.ROOT,
          "%-62s %7.1f %s/s (%.1f to %.1f)%s%n",
          each.about().name(),
          each.perSecond(),
          result.unit(),
          each.slowest(),
          each.fastest(),
          ratio.isEmpty()
              ? ""
              : String.format(Locale.ROOT, ", %.2f of the best peer", ratio.getAsDouble()));
    }
    out.flush();
  }
}
