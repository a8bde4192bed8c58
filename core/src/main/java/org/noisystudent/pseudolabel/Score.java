package org.noisystudent.pseudolabel;

/**
 * The most probable class of an image and its probability in one {@code long}, the form in which
 * hundreds of millions of them are read: the class in the lower half, -1 without a prediction, the
 * bits of the float in the upper half.
 */
public final class Score {
  /** The score of an image without a prediction. */
  public static final long NONE = of(-1, 0);

  /** The bits of infinity: above them are only NaNs, which are never kept. */
  static final int INFINITY = 0x7f800000;

  private Score() {}

  /** Returns the score of a class, -1 without a prediction, with a confidence. */
  public static long of(int label, float confidence) {
    // -0 becomes 0, so that of two confidences the larger one has the larger bits
    return (long) Float.floatToRawIntBits(confidence + 0f) << 32 | (label & 0xffffffffL);
  }

  /** Returns the score of probabilities, [classes]: of equals the lowest class; empty = none. */
  public static long of(float[] probabilities) {
    if (probabilities.length == 0) {
      return NONE;
    }
    int top = 0;
    for (int c = 1; c < probabilities.length; c++) {
      if (probabilities[c] > probabilities[top]) {
        top = c;
      }
    }
    return of(top, probabilities[top]);
  }

  /** Returns the class, -1 without a prediction. */
  public static int label(long score) {
    return (int) score;
  }

  /** Returns the probability of the class; 0 without a prediction. */
  public static float confidence(long score) {
    return Float.intBitsToFloat(bits(score));
  }

  /** Returns whether there is a prediction. */
  public static boolean isScored(long score) {
    return label(score) >= 0;
  }

  /**
   * Returns the bits of the confidence: of two confidences that are not negative the larger one has
   * the larger bits.
   */
  static int bits(long score) {
    return (int) (score >>> 32);
  }

  /** Returns a key that orders by falling confidence, then by number, which is its lower half. */
  static long orderKey(long score, int image) {
    return (long) (Integer.MAX_VALUE - bits(score)) << 32 | image;
  }
}
