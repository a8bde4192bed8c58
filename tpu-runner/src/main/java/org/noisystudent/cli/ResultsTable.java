package org.noisystudent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** The results of a run as a table for a terminal. */
final class ResultsTable {
  private ResultsTable() {}

  /** Returns the table of a {@code report.json}. */
  static String of(JsonNode report) {
    StringBuilder text = new StringBuilder();
    text.append(row("model", "network", "top-1 %", "gain", "top-5 %", "seconds"));
    double teacher = report.path("stages").path(0).path("top1").asDouble();
    for (JsonNode stage : report.path("stages")) {
      double top1 = stage.path("top1").asDouble();
      boolean first = stage.equals(report.path("stages").path(0));
      text.append(
          row(
              stage.path("name").asText(),
              stage.path("variant").asText(),
              percent(top1),
              first ? "" : String.format(Locale.ROOT, "%+.2f", 100 * (top1 - teacher)),
              percent(stage.path("top5").asDouble()),
              String.format(Locale.ROOT, "%.0f", stage.path("seconds").asDouble())));
    }
    for (JsonNode labels : report.path("pseudoLabels")) {
      text.append(
          String.format(
              Locale.ROOT,
              "iteration %d: %,d of %,d images kept, mean confidence %s %%%s%n",
              labels.path("iteration").asInt(),
              labels.path("unique").asInt(),
              labels.path("scored").asInt(),
              percent(labels.path("meanConfidence").asDouble()),
              labels.has("agreement")
                  ? ", " + percent(labels.path("agreement").asDouble()) + " % right"
                  : ""));
    }
    return text.toString().stripTrailing();
  }

  private static String row(String... cells) {
    return String.format(Locale.ROOT, "%-12s %-9s %8s %8s %8s %8s%n", (Object[]) cells);
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.2f", 100 * fraction);
  }
}
