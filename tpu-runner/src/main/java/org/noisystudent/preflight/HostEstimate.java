package org.noisystudent.preflight;

/**
 * How much memory of this machine libtpu takes to compile a module: 16 MB for each convolution and
 * 63 kB for each instruction, and at least 0.8 GB.
 *
 * <p>A rule of thumb, through compiles of train steps with libtpu 0.0.42.1 on two cores:
 * EfficientNet-B0 (242 convolutions, 21,605 instructions) took 3.5 to 6.2 GB by topology, B7
 * without rolled stages (827, 65,330) about 17 GB, L2 with them (278, 115,608) 11.1 GB; L2 without
 * (1,322, 105,752) was ended beyond 21 GB. It knows nothing of the sizes of arrays, and says too
 * much of small ones. The body of a loop counts once, as it is compiled once.
 */
final class HostEstimate {
  private static final double BYTES_OF_A_CONVOLUTION = 16e6;
  private static final double BYTES_OF_AN_INSTRUCTION = 63e3;
  private static final double AT_LEAST = 0.8e9;

  private HostEstimate() {}

  /** Returns the bytes that a compile of a module is expected to take. */
  static long bytes(int convolutions, int instructions) {
    double all = BYTES_OF_A_CONVOLUTION * convolutions + BYTES_OF_AN_INSTRUCTION * instructions;
    return (long) Math.max(AT_LEAST, all);
  }

  /** Returns the bytes that a compile of a module is expected to take. */
  static long bytes(byte[] hlo) {
    HloGraph graph = new HloGraph(hlo);
    return bytes(graph.count("convolution"), graph.size());
  }
}
