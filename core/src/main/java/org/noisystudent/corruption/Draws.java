package org.noisystudent.corruption;

/**
 * A stream of random numbers: SplitMix64, turned into each distribution by a rule that is written
 * here, with {@link StrictMath}, so that a seed gives the same numbers on every machine and JDK.
 * Used by one thread.
 */
final class Draws {
  private static final long STEP = 0x9E3779B97F4A7C15L;
  private static final double LAST_BIT = 0x1p-53;
  private static final double NO_MORE = 1e-17;

  private long state;

  Draws(long seed) {
    state = seed;
  }

  /** Creates the stream of some numbers together; another one where any of them differs. */
  static Draws of(long... parts) {
    long seed = 0;
    for (long part : parts) {
      seed = mix(seed + STEP) ^ part;
    }
    return new Draws(mix(seed));
  }

  /** Draws from 0 to below 1. */
  double uniform() {
    state += STEP;
    return (mix(state) >>> 11) * LAST_BIT;
  }

  double uniform(double from, double to) {
    return from + (to - from) * uniform();
  }

  /** Draws a whole number from 0 to below a bound. */
  int below(int bound) {
    return (int) (uniform() * bound);
  }

  /** Draws a whole number of a range, its end not included. */
  int between(int from, int to) {
    return from + below(to - from);
  }

  /** Draws from the standard normal distribution (Box and Muller, of two uniform numbers). */
  double normal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
    return radius * StrictMath.cos(2 * Math.PI * uniform());
  }

  /** Draws a count of a mean below 700: the inverse of its distribution at one uniform number. */
  int poisson(double mean) {
    double at = uniform();
    double probability = StrictMath.exp(-mean);
    double sum = probability;
    int count = 0;
    while (at >= sum && (count < mean || probability > NO_MORE)) {
      count++;
      probability *= mean / count;
      sum += probability;
    }
    return count;
  }

  private static long mix(long state) {
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
