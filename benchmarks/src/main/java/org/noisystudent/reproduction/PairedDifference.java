package org.noisystudent.reproduction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.inference.TTest;
import org.noisystudent.reproduction.StudyRow.Answer;
import org.noisystudent.reproduction.StudyRow.Hypothesis;

/**
 * The difference of two rows by seed, which share images and order: percentage points.
 *
 * @param differences one a seed that both have
 */
record PairedDifference(List<Double> differences) {
  /** What is too likely to be chance to say anything. */
  static final double SIGNIFICANCE = 0.05;

  PairedDifference {
    differences = List.copyOf(differences);
  }

  /** Compares a row with another. */
  static PairedDifference of(RowResult row, RowResult other, Answer otherAnswer) {
    List<Double> differences = new ArrayList<>();
    for (long seed : row.models().keySet()) {
      if (other.models().containsKey(seed)) {
        differences.add(row.accuracy(seed, row.row().answer()) - other.accuracy(seed, otherAnswer));
      }
    }
    return new PairedDifference(differences);
  }

  OptionalDouble mean() {
    return stream().average();
  }

  /**
   * Returns the two-sided p-value of a paired t-test; empty of fewer than two seeds, and where all
   * differences are equal, of which it knows no spread.
   */
  OptionalDouble pValue() {
    double[] values = stream().toArray();
    if (values.length < 2 || Arrays.stream(values).distinct().count() == 1) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(TTest.withDefaults().test(values).getPValue());
  }

  /** Returns what the seeds say of a hypothesis. */
  String verdict(Hypothesis hypothesis) {
    if (pValue().isEmpty()) {
      return "not tested";
    }
    if (pValue().getAsDouble() >= SIGNIFICANCE) {
      return "not distinguishable";
    }
    return mean().orElseThrow() > 0 == hypothesis.above() ? "held" : "not held";
  }

  /** Returns mean and p-value as text. */
  String text() {
    if (mean().isEmpty()) {
      return "–";
    }
    String points = String.format(Locale.ROOT, "%+.2f", mean().getAsDouble());
    return pValue().isEmpty()
        ? points
        : points + String.format(Locale.ROOT, " (p = %.3f)", pValue().getAsDouble());
  }

  private DoubleStream stream() {
    return differences.stream().mapToDouble(Double::doubleValue);
  }
}
