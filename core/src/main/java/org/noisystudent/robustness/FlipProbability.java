package org.noisystudent.robustness;

import com.google.common.primitives.ImmutableIntArray;

/**
 * The flip probability of a perturbation (Hendrycks and Dietterich, 2019, section 4.2; {@code
 * flip_prob} of hendrycks/robustness, ImageNet-P/test.py).
 */
final class FlipProbability {
  private final boolean noise;
  private final int difficulty;
  private int sequences;
  private double sum;

  /**
   * Creates the sum over no sequence.
   *
   * @param noise whether frames are compared with the first one, not each with the one before
   * @param difficulty how many frames apart those are that are compared; noise knows only 1
   */
  FlipProbability(boolean noise, int difficulty) {
    if (difficulty < 1) {
      throw new IllegalArgumentException("difficulty (" + difficulty + ") must be >= 1");
    }
    this.noise = noise;
    this.difficulty = noise ? 1 : difficulty;
  }

  /** Returns how many frames a sequence must have at least. */
  int leastFrames() {
    return difficulty + 1;
  }

  /** Adds the most probable class of each frame of a sequence. */
  void add(ImmutableIntArray classes) {
    if (classes.length() < leastFrames()) {
      throw new IllegalArgumentException(
          "frames (%d) must be at least %d".formatted(classes.length(), leastFrames()));
    }
    int compared = 0;
    int flips = 0;
    for (int frame = difficulty; frame < classes.length(); frame++) {
      int other = noise ? 0 : frame - difficulty;
      flips += classes.get(frame) != classes.get(other) ? 1 : 0;
      compared++;
    }
    sum += (double) flips / compared;
    sequences++;
  }

  int sequences() {
    return sequences;
  }

  /** Returns the mean over sequences of the fraction of compared frames that differ. */
  double value() {
    if (sequences == 0) {
      throw new IllegalStateException("no sequence was added");
    }
    return sum / sequences;
  }
}
