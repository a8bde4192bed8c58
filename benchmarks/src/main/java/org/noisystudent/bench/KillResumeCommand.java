package org.noisystudent.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A run that is killed at random moments and resumed ends bit for bit as one that is not. */
@Command(
    name = "kill-resume",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a config twice undisturbed, then kills it (-9) at random moments, each time resuming it",
      "with the same command, and compares weights, pseudo-labels and results bit for bit."
    },
    footer = {
      "",
      "Example:",
      "  ./noisystudent bench kill-resume --kills 3 --set device.type=pjrt"
    })
final class KillResumeCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(30);

  /** A process that does nothing but start is not worth a kill. */
  private static final long FIRST_MILLIS = 500;

  @Option(
      names = "--config",
      paramLabel = "CONFIG",
      defaultValue = "configs/smoke.yaml",
      description = "what to run (default: ${DEFAULT-VALUE})")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "change one value of the config, as for run (repeatable)")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "20",
      description = "how often to kill (default: ${DEFAULT-VALUE})")
  private int kills;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "the moments follow from it (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "runs/kill-resume",
      description = "where the runs go; must not exist yet (default: ${DEFAULT-VALUE})")
  private Path folder;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (Files.exists(folder)) {
      throw new UserErrorException(
          Kind.DATA, "--dir (" + folder + ") must not exist yet: delete it or name another");
    }
    Files.createDirectories(folder);
    PrintWriter out = spec.commandLine().getOut();
    long begin = System.nanoTime();
    RunContents expected = undisturbed("undisturbed-1");
    long millis = (System.nanoTime() - begin) / 1_000_000;
    compare("two undisturbed runs", expected, undisturbed("undisturbed-2"));
    out.printf("two undisturbed runs are equal in %d files%n", expected.hashes().size());
    Random random = new Random(seed);
    int killed = 0;
    for (int run = 1; killed < kills; run++) {
      String name = "disturbed-" + run;
      boolean ended = false;
      int before = killed;
      while (!ended) {
        try (ProgramProcess process = start(name)) {
          long moment = FIRST_MILLIS + (long) (random.nextDouble() * millis);
          boolean more = killed < kills;
          ended = process.endsWithin(more ? Duration.ofMillis(moment) : LIMIT);
          if (ended) {
            requireSuccess(name, process);
          } else if (more) {
            process.kill();
            killed++;
            out.printf("kill %d of %d: %s after %.1f s%n", killed, kills, name, moment / 1000.0);
            out.flush();
          } else {
            throw new IllegalStateException(name + " did not end within " + LIMIT);
          }
        }
      }
      compare(name, expected, RunContents.of(folder.resolve(name)));
      out.printf("%s, killed %d times, equals the undisturbed run%n", name, killed - before);
      out.flush();
    }
    return 0;
  }

  private RunContents undisturbed(String name) throws IOException, InterruptedException {
    try (ProgramProcess process = start(name)) {
      if (!process.endsWithin(LIMIT)) {
        throw new IllegalStateException(name + " did not end within " + LIMIT);
      }
      requireSuccess(name, process);
    }
    return RunContents.of(folder.resolve(name));
  }

  private ProgramProcess start(String name) {
    List<String> arguments =
        new ArrayList<>(
            List.of("run", config.toString(), "--run-dir", folder.resolve(name).toString()));
    overrides.forEach(override -> arguments.addAll(List.of("--set", override)));
    return ProgramProcess.start(log(name), arguments);
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private void requireSuccess(String name, ProgramProcess process) {
    if (process.exitCode() != 0) {
      throw new IllegalStateException(
          name + " ended with " + process.exitCode() + "; it printed " + log(name));
    }
  }

  private static void compare(String name, RunContents expected, RunContents actual) {
    List<String> differences = expected.differences(actual);
    if (!differences.isEmpty()) {
      throw new IllegalStateException(name + " differ in " + String.join(", ", differences));
    }
  }
}
