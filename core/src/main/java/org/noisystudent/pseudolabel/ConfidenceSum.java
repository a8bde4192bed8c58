package org.noisystudent.pseudolabel;

import java.io.Serializable;

/**
 * A sum of confidences that does not depend on their order, so that parts can be added up: a
 * confidence is taken to a multiple of 2^-62, which any float of at least 2^-38 is. What no
 * probability is, a number above 2 or none at all, is added as it comes.
 */
final class ConfidenceSum implements Serializable {
  private static final long serialVersionUID = 1;
  private static final double HIGH = 0x1p30;
  private static final double LOW = 0x1p32;

  private long high; // in units of 2^-30: 2^31 images of 2 are 2^62
  private long low; // in units of 2^-62, below one of high for each image
  private double other;

  void add(float confidence) {
    if (confidence >= 0 && confidence <= 2) {
      double scaled = confidence * HIGH;
      long whole = (long) scaled;
      high += whole;
      low += (long) ((scaled - whole) * LOW);
    } else {
      other += confidence;
    }
  }

  void add(ConfidenceSum more) {
    high += more.high;
    low += more.low;
    other += more.other;
  }

  double value() {
    return high / HIGH + low / (HIGH * LOW) + other;
  }
}
