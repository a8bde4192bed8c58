package org.noisystudent.pseudolabel;

/**
 * The generator MT19937 (Matsumoto and Nishimura, 1998) as {@code numpy.random.seed} and {@code
 * numpy.random.random} use it: the same seed gives the same numbers.
 */
final class MersenneTwister {
  private static final int LENGTH = 624;
  private static final int MIDDLE = 397;
  private static final int MATRIX = 0x9908b0df;

  private final int[] state = new int[LENGTH];
  private int next = LENGTH;

  MersenneTwister(int seed) {
    state[0] = seed;
    for (int i = 1; i < LENGTH; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /** Returns a number from 0, inclusive, to 1, exclusive, of 53 random bits. */
  double nextDouble() {
    int high = nextInt() >>> 5; // 27 bits
    int low = nextInt() >>> 6; // 26 bits
    return ((long) high << 26 | low) * 0x1p-53;
  }

  private int nextInt() {
    if (next == LENGTH) {
      generate();
    }
    int x = state[next++];
    x ^= x >>> 11;
    x ^= (x << 7) & 0x9d2c5680;
    x ^= (x << 15) & 0xefc60000;
    return x ^ (x >>> 18);
  }

  private void generate() {
    for (int i = 0; i < LENGTH; i++) {
      int joined = (state[i] & 0x80000000) | (state[(i + 1) % LENGTH] & 0x7fffffff);
      int mixed = (joined >>> 1) ^ ((joined & 1) == 0 ? 0 : MATRIX);
      state[i] = state[(i + MIDDLE) % LENGTH] ^ mixed;
    }
    next = 0;
  }
}
