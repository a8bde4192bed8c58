package org.noisystudent.preflight;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.noisystudent.pjrt.GpuTarget;

/**
 * Generations of TPUs and a GPU, with the peak of bfloat16, the memory and its bandwidth as
 * published: of v3, v4, v5e and v5p all, of v6e and tpu7x peak and memory were compared with
 * Google's pages cloud.google.com/tpu/docs/v3 to v5p and tpu7x in November 2026. The bandwidths of
 * v6e and tpu7x and all of v2 and H100 are recalled and await the same. A device is what PJRT
 * shows: of v2, v3, v4 and tpu7x two are a chip, of v5e, v5p and v6e one (v4 hardware may show one).
 */
public enum Chip {
  /** TPU v2: 46 TFLOP/s, 16 GiB, 600 GB/s a chip. */
  V2("v2", 2, 46e12, 16, 600e9, "2x2", "4x4", "16x16"),
  /** TPU v3: 123 TFLOP/s, 32 GiB, 900 GB/s a chip. */
  V3("v3", 2, 123e12, 32, 900e9, "2x2", "4x4", "32x32"),
  /** TPU v4: 275 TFLOP/s, 32 GiB, 1200 GB/s a chip. */
  V4("v4", 2, 275e12, 32, 1200e9, "2x2x1", "4x4x4", "8x8x8", "8x8x16"),
  /** TPU v5e: 197 TFLOP/s, 16 GB, 819 GB/s a chip. */
  V5E("v5e", 1, 197e12, 16, 819e9, "2x2", "2x4", "4x4", "16x16"),
  /** TPU v5p: 459 TFLOP/s, 95 GB, 2765 GB/s a chip. */
  V5P("v5p", 1, 459e12, 95, 2765e9, "2x2x1", "8x8x8", "8x8x16"),
  /** TPU v6e: 918 TFLOP/s, 32 GB, 1640 GB/s a chip. */
  V6E("v6e", 1, 918e12, 32, 1640e9, "2x2", "16x16"),
  /** TPU7x: 2307 TFLOP/s, 192 GB, 7380 GB/s a chip. */
  TPU7X("tpu7x", 2, 2307e12, 192, 7380e9, "2x2x1"),
  /** NVIDIA H100 SXM, the GPUs of one host: 989 TFLOP/s without sparsity, 80 GB, 3350 GB/s each. */
  H100("h100", 1, 989e12, 80, 3350e9, "1", "2", "4", "8");

  private static final long GIB = 1L << 30;

  private final String key;
  private final int devices;
  private final double flops;
  private final long gibibytes;
  private final double bandwidth;
  private final ImmutableList<String> shapes;

  Chip(String key, int devices, double flops, long gibibytes, double bandwidth, String... shapes) {
    this.key = key;
    this.devices = devices;
    this.flops = flops;
    this.gibibytes = gibibytes;
    this.bandwidth = bandwidth;
    this.shapes = ImmutableList.copyOf(shapes);
  }

  /** Returns the kind of GPU that it is; nothing for TPUs. */
  public Optional<GpuTarget> gpu() {
    return this == H100 ? Optional.of(GpuTarget.H100) : Optional.empty();
  }

  /** Returns the name of the plugin that compiles for it, as {@code bin/fetch-pjrt-plugin} has it. */
  public String plugin() {
    return gpu().isPresent() ? "cuda12" : "tpu";
  }

  /** Returns the chip of a name as libtpu writes it. */
  static Optional<Chip> of(String key) {
    return Arrays.stream(values())
        .filter(chip -> chip.key.equals(key.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** Returns the name as libtpu writes it. */
  public String key() {
    return key;
  }

  /** Returns the devices of a chip. */
  public int devices() {
    return devices;
  }

  /** Returns the published bfloat16 operations a second of one device. */
  public double flopsPerSecond() {
    return flops / devices;
  }

  /** Returns the published memory of one device, in bytes. */
  public long memoryBytes() {
    return gibibytes * GIB / devices;
  }

  /** Returns the published bytes a second between one device and its memory. */
  public double bytesPerSecond() {
    return bandwidth / devices;
  }

  /** Returns the arrangements that were compiled for. */
  public List<String> shapes() {
    return shapes;
  }
}
