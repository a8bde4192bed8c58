package org.noisystudent.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.noisystudent.storage.Json;

/**
 * The committed losses of {@link GoldenTraining}, from the session of a CPU.
 *
 * @param madeBy the machine and the versions that they are from
 * @param losses of each step
 */
record GoldenCurve(Map<String, Object> madeBy, List<Float> losses) {
  /** Where it is kept, beside this class. */
  static final String FILE = "golden-curve.json";

  GoldenCurve {
    losses = List.copyOf(losses);
  }

  /** Returns the committed curve. */
  static GoldenCurve committed() {
    try (InputStream in = GoldenCurve.class.getResourceAsStream(FILE)) {
      byte[] json = Objects.requireNonNull(in, FILE + " is missing from the jar").readAllBytes();
      return Json.read(FILE, json, GoldenCurve.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How a device multiplies, which says how far its losses may be from the curve. */
  enum Arithmetic {
    /**
     * In 32-bit floats: sums in another order differ. Seen on CPUs: 2.4e-7 compiled by XLA, and on
     * the CPU's PJRT plugin the same order; a learning rate off by a hundredth gives 4e-3.
     */
    FLOAT32(1e-5),
    /**
     * Factors rounded to fewer bits, as TPUs (bfloat16) and GPUs (TF32) do unless told not to. A
     * session that rounds all activations to bfloat16, which is more than a TPU does, was seen
     * 1.8e-3 away; one image of 64 dropped gives 2e-2, a learning rate off by a tenth 4e-2.
     */
    REDUCED(1e-2);

    private final double tolerance;

    Arithmetic(double tolerance) {
      this.tolerance = tolerance;
    }

    /** Returns the largest relative difference of a loss that is nothing but rounding. */
    double tolerance() {
      return tolerance;
    }
  }

  /**
   * How far losses are from the curve.
   *
   * @param largest relative difference of any step; NaN where a loss is none
   * @param step that differs most, from 0
   */
  record Difference(double largest, int step) {
    /** Returns whether it is nothing but rounding. */
    boolean within(Arithmetic arithmetic) {
      return largest <= arithmetic.tolerance();
    }
  }

  /** Compares losses with these. */
  Difference differenceOf(List<Float> others) {
    if (others.size() != losses.size()) {
      throw new IllegalArgumentException(
          "losses (%d) must be as many as the curve's, %d".formatted(others.size(), losses.size()));
    }
    Difference furthest = new Difference(0, 0);
    for (int i = 0; i < losses.size(); i++) {
      double difference = Math.abs((double) others.get(i) / losses.get(i) - 1);
      if (!(difference <= furthest.largest())) { // NaN is the furthest there is
        furthest = new Difference(difference, i);
        if (Double.isNaN(difference)) {
          break;
        }
      }
    }
    return furthest;
  }
}
