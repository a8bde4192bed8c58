package org.noisystudent.data;

/** Seeds of the independent random streams of a run. */
public final class SeedStream {
  private SeedStream() {}

  /** Derives the seed of one stream, such that streams of one run share nothing (SplitMix64). */
  public static long of(long seed, long stream) {
    long z = seed + (stream + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
