package org.noisystudent.preflight;

/**
 * How much memory of this machine libtpu takes to compile a module: 0.285 GB for each thousand
 * instructions less 1.6 GB, and at least 0.8 GB.
 *
 * <p>A rule of thumb, a line through compiles of train steps with libtpu 0.0.42.1 on two cores: a
 * small network of 7,967 instructions took 0.84 GB, EfficientNet-B0 (21,605) 4.4 to 4.7 GB, B7
 * (65,330) about 17 GB; L2 (105,752) was ended beyond 21 GB. It knows nothing of the sizes of
 * arrays. The body of a loop counts once, as it is compiled once.
 */
final class HostEstimate {
  private static final double BYTES_OF_AN_INSTRUCTION = 0.285e6;
  private static final double LESS = 1.6e9;
  private static final double AT_LEAST = 0.8e9;

  private HostEstimate() {}

  /** Returns the bytes that a compile of a module of some instructions is expected to take. */
  static long bytes(int instructions) {
    return (long) Math.max(AT_LEAST, BYTES_OF_AN_INSTRUCTION * instructions - LESS);
  }

  /** Returns the bytes that a compile of a module is expected to take. */
  static long bytes(byte[] hlo) {
    return bytes(new HloGraph(hlo).size());
  }
}
