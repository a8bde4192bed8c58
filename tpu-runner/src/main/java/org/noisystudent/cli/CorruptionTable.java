package org.noisystudent.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalDouble;
import org.noisystudent.robustness.Corruption;
import org.noisystudent.robustness.CorruptionErrors;

/**
 * What a model does on corrupted images, as text.
 *
 * @param baseline what errors are normalised by; empty = nothing
 */
record CorruptionTable(CorruptionErrors errors, String baseline) {
  void print(PrintWriter out) {
    out.println("top-1 error by severity; * is in no score");
    StringBuilder head = new StringBuilder(line("%-20s", "corruption"));
    for (int severity = 1; severity <= Corruption.SEVERITIES; severity++) {
      head.append(line(" %7d", severity));
    }
    out.println(head + line(" %7s %7s %10s", "mean", "CE", "images"));
    errors.corruptions().forEach(row -> print(out, row));
    out.println(
        line(
            "mean error        %s (not normalised: not the mCE)",
            SelectionTable.fraction(errors.meanError())));
    OptionalDouble mce = errors.meanCorruptionError();
    if (mce.isPresent()) {
      out.println(line("mCE               %.2f, by %s", mce.getAsDouble(), baseline));
    } else if (baseline.isEmpty()) {
      out.println("mCE               - (its errors are normalised by no model: give --baseline)");
    } else {
      out.println("mCE               - (of all scored corruptions and severities only)");
    }
  }

  private static void print(PrintWriter out, CorruptionErrors.Row row) {
    StringBuilder text =
        new StringBuilder(line("%-20s", row.scored() ? row.corruption() : row.corruption() + " *"));
    int images = 0;
    for (int severity = 1; severity <= Corruption.SEVERITIES; severity++) {
      int wanted = severity;
      OptionalDouble error =
          row.severities().stream()
              .filter(cell -> cell.severity() == wanted)
              .mapToDouble(CorruptionErrors.Cell::error)
              .findFirst();
      text.append(line(" %7s", SelectionTable.fraction(error)));
    }
    for (CorruptionErrors.Cell cell : row.severities()) {
      images += cell.images();
    }
    out.println(
        text
            + line(
                " %7.4f %7s %,10d",
                row.error(), SelectionTable.fraction(row.corruptionError()), images));
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
