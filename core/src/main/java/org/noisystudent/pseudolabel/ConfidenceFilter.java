package org.noisystudent.pseudolabel;

import java.util.stream.IntStream;

/**
 * Keeps images whose top probability is high enough: the others are likely out of domain (paper
 * section 2: confidence above 0.3).
 *
 * @param minConfidence the lowest top probability that is kept, 0..1
 */
record ConfidenceFilter(double minConfidence) {
  ConfidenceFilter {
    if (!(minConfidence >= 0 && minConfidence <= 1)) {
      throw new IllegalArgumentException(
          "pseudoLabel.minConfidence (" + minConfidence + ") must be 0..1");
    }
  }

  /** Returns the images kept, in ascending order; one without a prediction never is. */
  int[] keep(Predictions predictions) {
    // Compared as floats, so that 0.75 keeps a prediction of exactly 0.75f.
    float least = (float) minConfidence;
    return IntStream.range(0, predictions.size())
        .filter(i -> predictions.isScored(i) && predictions.confidence(i) >= least)
        .toArray();
  }
}
