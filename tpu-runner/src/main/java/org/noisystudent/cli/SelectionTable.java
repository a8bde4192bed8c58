package org.noisystudent.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.noisystudent.pseudolabel.SelectionStatistics;
import org.noisystudent.pseudolabel.SelectionStatistics.PerClass;

/**
 * A selection as text.
 *
 * @param classNames a name for each class; empty = their numbers
 */
record SelectionTable(SelectionStatistics statistics, List<String> classNames) {
  void print(PrintWriter out) {
    out.println(
        line(
            "%,d images: %,d scored, %,d not readable",
            statistics.images(), statistics.scored(), statistics.undecodable()));
    out.println(
        line(
            "%,d selected, %,d with copies, mean confidence %.4f (of all %.4f)",
            statistics.unique(),
            statistics.kept(),
            statistics.meanConfidence(),
            statistics.meanConfidenceScored()));
    statistics
        .agreement()
        .ifPresent(right -> out.println(line("%.4f of the selected are labeled truly", right)));
    out.println(line("%-24s %12s %12s %12s %9s", "class", "scored", "selected", "copies", "true"));
    for (PerClass row : statistics.perClass()) {
      out.println(
          line(
              "%-24s %,12d %,12d %,12d %9s",
              PredictionJson.name(classNames, row.label()),
              row.scored(),
              row.unique(),
              row.kept(),
              fraction(row.agreement())));
    }
  }

  /** Returns a fraction, {@code -} where there is none. */
  static String fraction(OptionalDouble value) {
    return value.isPresent() ? line("%.4f", value.getAsDouble()) : "-";
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
