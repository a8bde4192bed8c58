package org.noisystudent.bench;

import java.time.Duration;
import org.noisystudent.preflight.Compiler;
import picocli.CommandLine.Option;

/** The options of commands that compile: how far each compile may go. */
public final class CompileLimits {
  @Option(
      names = "--max-host-gib",
      paramLabel = "N",
      defaultValue = "16",
      description = "host memory that a compile may take (default: ${DEFAULT-VALUE})")
  private int hostGib;

  @Option(
      names = "--max-minutes",
      paramLabel = "N",
      defaultValue = "30",
      description = "time that a compile may take (default: ${DEFAULT-VALUE})")
  private int minutes;

  int hostGib() {
    return hostGib;
  }

  int minutes() {
    return minutes;
  }

  /** Returns the limits. */
  public Compiler.Limits limits() {
    return new Compiler.Limits(((long) hostGib) << 30, Duration.ofMinutes(minutes));
  }
}
