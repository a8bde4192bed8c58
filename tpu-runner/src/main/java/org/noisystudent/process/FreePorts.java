package org.noisystudent.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Ports of this machine that nobody listens at. */
public final class FreePorts {
  private FreePorts() {}

  /**
   * Returns addresses for some workers on this machine.
   *
   * @return {@code 127.0.0.1:PORT,127.0.0.1:PORT,...}
   */
  public static String addresses(int workers) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < workers; i++) {
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
