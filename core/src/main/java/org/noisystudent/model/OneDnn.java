package org.noisystudent.model;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether TensorFlow computes with oneDNN on this CPU (reference: core/util/util.cc). */
final class OneDnn {
  /** What a processor must have one of. */
  private static final Set<String> NETWORK_FLAGS =
      Set.of("avx512_vnni", "avx512_bf16", "avx_vnni", "amx_tile", "amx_int8", "amx_bf16");

  private OneDnn() {}

  static boolean isOn() {
    List<String> lines;
    try {
      lines = Files.readAllLines(Path.of("/proc/cpuinfo"));
    } catch (IOException e) {
      lines = List.of();
    }
    return isOn(Optional.ofNullable(System.getenv("TF_ENABLE_ONEDNN_OPTS")), lines);
  }

  /**
   * Returns whether it is on.
   *
   * @param asked value of {@code TF_ENABLE_ONEDNN_OPTS}
   * @param cpuinfo lines of {@code /proc/cpuinfo}
   */
  static boolean isOn(Optional<String> asked, List<String> cpuinfo) {
    if (asked.isPresent()) {
      return Set.of("1", "true").contains(asked.get());
    }
    return cpuinfo.stream()
        .filter(line -> line.startsWith("flags"))
        .findFirst()
        .map(line -> Set.copyOf(Splitter.onPattern("\\s+").splitToList(line)))
        .map(flags -> !Collections.disjoint(flags, NETWORK_FLAGS))
        .orElse(false);
  }
}
