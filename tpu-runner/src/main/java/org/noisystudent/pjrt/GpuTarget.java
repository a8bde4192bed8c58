package org.noisystudent.pjrt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A kind of GPU that the CUDA plugin compiles for where there is none. */
public enum GpuTarget {
  /** NVIDIA H100 SXM, 80 GB. */
  H100("h100.txtpb");

  private final String resource;

  GpuTarget(String resource) {
    this.resource = resource;
  }

  /** Returns the options of a topology that is one host with some of these GPUs. */
  public List<NamedValue> topologyOptions(int gpus) {
    if (gpus < 1) {
      throw new IllegalArgumentException("gpus (" + gpus + ") must be >= 1");
    }
    return List.of(
        NamedValue.of("target_config", description()),
        // slices x hosts x GPUs of a host
        NamedValue.of("topology", "1x1x" + gpus));
  }

  private String description() {
    try (InputStream in = GpuTarget.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
