package org.noisystudent.speed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.noisystudent.process.JavaProcess;

/**
 * How a contestant is started.
 *
 * @param command the program with its arguments
 * @param environment what is set for it alone
 */
record Start(List<String> command, Map<String, String> environment) {
  Start {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** Returns how a class of this program is. */
  static Start own(Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>(JavaProcess.command(main));
    command.addAll(arguments);
    return new Start(command, Map.of());
  }

  /** Returns how a script of {@code benchmarks/peers} is; what it needs is installed first. */
  static Start peer(PeerPython peer, String script, List<String> arguments) {
    return new Start(peer.command(script, arguments), peer.environment());
  }

  /** Starts it, and waits until it is ready. */
  Contestant contestant(Path log) {
    return Contestant.start(command, environment, log);
  }
}
