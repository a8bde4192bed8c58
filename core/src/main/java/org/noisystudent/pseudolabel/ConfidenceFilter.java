package org.noisystudent.pseudolabel;

/**
 * Keeps images whose top probability is high enough: the others are likely out of domain (paper
 * section 2: confidence above 0.3).
 *
 * @param minConfidence the lowest top probability that is kept, 0..1
 */
public record ConfidenceFilter(double minConfidence) {
  /** Checks the range. */
  public ConfidenceFilter {
    if (!(minConfidence >= 0 && minConfidence <= 1)) {
      throw new IllegalArgumentException(
          "pseudoLabel.minConfidence (" + minConfidence + ") must be 0..1");
    }
  }

  /**
   * Returns the bits of the lowest confidence that is kept, as a float, so that 0.75 keeps a
   * prediction of exactly 0.75f.
   */
  int lowestBits() {
    return Float.floatToRawIntBits((float) minConfidence + 0f);
  }

  /** Returns whether an image is kept; one without a prediction never is. */
  public boolean keeps(long score) {
    return Score.isScored(score)
        && Score.bits(score) >= lowestBits()
        && Score.bits(score) <= Score.INFINITY;
  }
}
