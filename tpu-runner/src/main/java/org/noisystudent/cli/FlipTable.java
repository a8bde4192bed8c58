package org.noisystudent.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalDouble;
import org.noisystudent.robustness.FlipRates;

/**
 * How often a model's answer changes along sequences, as text.
 *
 * @param baseline what flip probabilities are normalised by; empty = nothing
 */
record FlipTable(FlipRates rates, String baseline) {
  void print(PrintWriter out) {
    out.println(
        line(
            "%-20s %10s %9s %16s %9s",
            "perturbation", "sequences", "left out", "flip probability", "FR"));
    for (FlipRates.Row row : rates.perturbations()) {
      out.println(
          line(
              "%-20s %,10d %,9d %16.5f %9s",
              row.scored() ? row.perturbation() : row.perturbation() + " *",
              row.sequences(),
              row.left(),
              row.flipProbability(),
              SelectionTable.fraction(row.flipRate())));
    }
    out.println(
        line(
            "mean flip probability %s (not normalised: not the mFR; * is in no score)",
            SelectionTable.fraction(rates.meanFlipProbability())));
    OptionalDouble mfr = rates.meanFlipRate();
    if (mfr.isPresent()) {
      out.println(line("mFR                   %.2f, by %s", mfr.getAsDouble(), baseline));
    } else if (baseline.isEmpty()) {
      out.println("mFR                   - (normalised by no model: give --baseline)");
    } else {
      out.println("mFR                   - (of all scored perturbations only)");
    }
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
