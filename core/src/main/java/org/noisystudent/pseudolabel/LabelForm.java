package org.noisystudent.pseudolabel;

import org.noisystudent.config.PseudoLabelConfig.Labels;

/**
 * How probabilities become the target of a student.
 *
 * @param labels soft or hard
 * @param temperature soft labels are p^(1/T), renormalised (reference: stored teacher predictions)
 */
record LabelForm(Labels labels, double temperature) {
  LabelForm {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "pseudoLabel.temperature (" + temperature + ") must be > 0");
    }
  }

  /** Returns the target of an image, [classes], summing to 1. */
  float[] target(float[] probabilities, int top) {
    return switch (labels) {
      case HARD -> oneClass(probabilities.length, top);
      case SOFT -> sharpened(probabilities, probabilities[top]);
    };
  }

  /** Returns the target that is one class, [classes]. */
  static float[] oneClass(int classes, int label) {
    float[] target = new float[classes];
    target[label] = 1;
    return target;
  }

  private float[] sharpened(float[] probabilities, double largest) {
    float[] target = new float[probabilities.length];
    // Relative to the largest, so that a small T does not underflow every class to 0.
    double[] powers = new double[target.length];
    double sum = 0;
    for (int c = 0; c < target.length; c++) {
      powers[c] = Math.pow(probabilities[c] / largest, 1 / temperature);
      sum += powers[c];
    }
    for (int c = 0; c < target.length; c++) {
      target[c] = (float) (powers[c] / sum);
    }
    return target;
  }
}
