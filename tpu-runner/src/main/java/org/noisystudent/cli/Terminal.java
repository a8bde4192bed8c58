package org.noisystudent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a person watches stderr. {@code System.console()} cannot tell: it looks at stdin and
 * stdout, and from JDK 22 on it is there even for pipes.
 */
final class Terminal {
  /** What Linux shows each process as its own stderr. */
  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /** Returns whether stderr is a terminal that can move its cursor; false where none can tell. */
  static boolean watchesStderr() {
    return !"dumb".equals(System.getenv("TERM")) && isTerminal(STDERR);
  }

  /** Returns whether a link leads to a terminal: {@code /dev/pts/0}, {@code /dev/tty1}. */
  static boolean isTerminal(Path link) {
    try {
      String device = Files.readSymbolicLink(link).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
