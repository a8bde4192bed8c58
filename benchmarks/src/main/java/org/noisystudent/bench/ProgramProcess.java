package org.noisystudent.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.noisystudent.cli.Main;
import org.noisystudent.process.JavaProcess;

/** This program in a process of its own, with the class path and JVM options of this one. */
public final class ProgramProcess implements AutoCloseable {
  private final Process process;

  private ProgramProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts a command.
   *
   * @param log takes what it prints, after what is there
   */
  public static ProgramProcess start(Path log, List<String> arguments) {
    return start(log, Optional.empty(), arguments);
  }

  /**
   * Starts a command.
   *
   * @param log takes what it prints to stderr, after what is there
   * @param out takes what it prints to stdout, in place of what is there; empty = the log does
   */
  public static ProgramProcess start(Path log, Optional<Path> out, List<String> arguments) {
    List<String> command = JavaProcess.command(Main.class);
    command.addAll(arguments);
    try {
      return new ProgramProcess(
          new ProcessBuilder(command)
              .redirectErrorStream(out.isEmpty())
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .redirectOutput(
                  out.map(file -> ProcessBuilder.Redirect.to(file.toFile()))
                      .orElse(ProcessBuilder.Redirect.appendTo(log.toFile())))
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits, and returns whether it ended by itself within the time. */
  public boolean endsWithin(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns the exit code of a process that ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Ends it at once, without a chance to tidy up (kill -9). */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
