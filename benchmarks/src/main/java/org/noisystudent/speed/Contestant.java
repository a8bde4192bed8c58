package org.noisystudent.speed;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;

/**
 * A program in a process of its own that runs steps when it is told to, and waits between. It
 * prints one line that says what it is once it is ready; then it reads a number of steps a line,
 * and prints the seconds that they took.
 */
final class Contestant implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter orders;
  private final Path log;
  private final About about;

  /**
   * What it says of itself.
   *
   * @param name with its mode
   * @param versions of what it is made of
   */
  record About(String name, Map<String, String> versions) {
    About {
      versions = Map.copyOf(versions);
    }

    /** Returns the versions for people. */
    String versionText() {
      return new TreeMap<>(versions)
          .entrySet().stream()
              .map(each -> each.getKey() + " " + each.getValue())
              .collect(Collectors.joining(", "));
    }

    /** Returns whether it is another program than this one. */
    boolean isPeer() {
      return !name.startsWith(OwnTrainStep.NAME);
    }
  }

  private Contestant(Process process, Path log) throws IOException {
    this.process = process;
    this.log = log;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    try {
      this.about =
          Json.read("a contestant", answer().getBytes(StandardCharsets.UTF_8), About.class);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts a program, and waits until it is ready.
   *
   * @param environment what is set for it alone
   * @param log takes what it prints to stderr
   * @throws UserErrorException if it ends before
   */
  static Contestant start(List<String> command, Map<String, String> environment, Path log) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return new Contestant(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what it says of itself. */
  About about() {
    return about;
  }

  /** Has it run some steps, and returns the seconds. */
  double run(int steps) {
    try {
      orders.write(steps + "\n");
      orders.flush();
      return Double.parseDouble(answer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      String last = Files.readAllLines(log).stream().reduce((a, b) -> b).orElse("");
      throw new UserErrorException(
          Kind.DATA,
          "a contestant ended: %s (all that it printed is in %s)"
              .formatted(last.strip(), log.toAbsolutePath()));
    }
    return line;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
