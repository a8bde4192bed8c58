package org.noisystudent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The memory of a process, where Linux tells (proc(5), status). */
public final class ProcessMemory {
  private ProcessMemory() {}

  /** Returns what a process holds now; nothing where it has ended. */
  static Optional<Long> resident(long process) {
    return bytes(Long.toString(process), "VmRSS:");
  }

  /** Returns the most that this process held. */
  public static Optional<Long> ownPeak() {
    return bytes("self", "VmHWM:");
  }

  private static Optional<Long> bytes(String process, String field) {
    try {
      return Files.readAllLines(Path.of("/proc", process, "status")).stream()
          .filter(line -> line.startsWith(field))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
