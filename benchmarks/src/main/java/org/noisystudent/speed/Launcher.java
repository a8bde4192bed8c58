package org.noisystudent.speed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** The program as a user starts it, by its launcher. */
final class Launcher {
  private static final Path SCRIPT = Path.of("noisystudent");

  private Launcher() {}

  /** Refuses a folder that is not the project's. */
  static void check() {
    if (!Files.isExecutable(SCRIPT)) {
      throw new UserErrorException(
          Kind.USAGE, SCRIPT + " must be there: start this benchmark in the folder of the project");
    }
  }

  /**
   * Starts a command.
   *
   * @param log takes what it prints, in the place of what is there
   */
  static Process start(List<String> arguments, Path log) throws IOException {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toAbsolutePath().toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
        .start();
  }

  /**
   * Waits for the end of a command, and ends it if it takes too long.
   *
   * @param what it is, for what is said if it fails
   * @param log what it prints
   * @throws UserErrorException if it fails or takes too long
   */
  static void await(String what, Process process, Path log, long minutes)
      throws IOException, InterruptedException {
    try {
      boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
      if (!ended || process.exitValue() != 0) {
        throw new UserErrorException(
            Kind.DATA,
            "%s %s:%n%s"
                .formatted(
                    what,
                    ended ? "failed" : "took more than " + minutes + " minutes",
                    Files.readString(log, StandardCharsets.ISO_8859_1)));
      }
    } finally {
      end(process);
    }
  }

  /** Ends a command at once, and what it started. */
  static void end(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }
}
