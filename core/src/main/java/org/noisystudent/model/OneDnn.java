package org.noisystudent.model;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.noisystudent.machine.Processor;

/** Whether TensorFlow computes with oneDNN on this CPU (reference: core/util/util.cc). */
final class OneDnn {
  /** What a processor must have one of. */
  private static final Set<String> NETWORK_FLAGS =
      Set.of("avx512_vnni", "avx512_bf16", "avx_vnni", "amx_tile", "amx_int8", "amx_bf16");

  private OneDnn() {}

  static boolean isOn() {
    return isOn(Optional.ofNullable(System.getenv("TF_ENABLE_ONEDNN_OPTS")), Processor.here());
  }

  /**
   * Returns whether it is on.
   *
   * @param asked value of {@code TF_ENABLE_ONEDNN_OPTS}
   */
  static boolean isOn(Optional<String> asked, Processor processor) {
    return asked
        .map(Set.of("1", "true")::contains)
        .orElseGet(() -> !Collections.disjoint(processor.features(), NETWORK_FLAGS));
  }
}
