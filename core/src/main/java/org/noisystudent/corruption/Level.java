package org.noisystudent.corruption;

import org.noisystudent.robustness.Corruption;

/**
 * How strong a corruption is.
 *
 * @param scale whose constants are taken
 * @param severity 1..5
 */
record Level(ImageScale scale, int severity) {
  Level {
    if (severity < 1 || severity > Corruption.SEVERITIES) {
      throw new IllegalArgumentException("severity (" + severity + ") must be 1..5");
    }
  }

  /** Returns the number of a table [scale][severity - 1]. */
  double of(double[][] table) {
    return table[scale.row()][severity - 1];
  }

  /** Returns the numbers of a table [scale][severity - 1][]. */
  double[] of(double[][][] table) {
    return table[scale.row()][severity - 1];
  }
}
