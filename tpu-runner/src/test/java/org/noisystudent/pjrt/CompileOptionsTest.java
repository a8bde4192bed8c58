package org.noisystudent.pjrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class CompileOptionsTest {
  @Test
  void areTheBytesThatJaxlibWrites() {
    Map<String, String> golden =
        Golden.lines("compile-options.txt").stream()
            .map(line -> line.split(" "))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    Map<String, CompileOptions> options =
        Map.of(
            "one-replica", CompileOptions.replicas(1),
            "two-replicas-on-3-and-1", CompileOptions.replicas(2).onDevices(3, 1),
            "two-replicas-of-two-partitions", CompileOptions.replicasAndPartitions(2, 2),
            "little-effort", CompileOptions.replicas(1).withEffort(-1));
    assertEquals(golden.keySet(), options.keySet());
    options.forEach(
        (name, each) ->
            assertEquals(golden.get(name), HexFormat.of().formatHex(each.toProto()), name));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertRefused("replicas (0) must be >= 1", () -> CompileOptions.replicas(0));
    assertRefused("partitions (0) must be >= 1", () -> CompileOptions.replicasAndPartitions(1, 0));
    assertRefused(
        "deviceIds (1) must be replicas x partitions (2 x 1)",
        () -> CompileOptions.replicas(2).onDevices(0));
    assertRefused(
        "effort (NaN) must be -1..1", () -> CompileOptions.replicas(1).withEffort(Double.NaN));
  }

  private static void assertRefused(String message, Runnable what) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, what::run).getMessage());
  }
}
