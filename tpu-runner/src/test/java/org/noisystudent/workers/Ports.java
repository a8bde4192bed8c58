package org.noisystudent.workers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Free ports of this machine, for workers on it. */
final class Ports {
  private Ports() {}

  /** Returns the addresses of some workers. */
  static String workers(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return held.stream()
          .map(socket -> "127.0.0.1:" + socket.getLocalPort())
          .collect(Collectors.joining(","));
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }
}
