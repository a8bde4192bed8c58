package org.noisystudent.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.noisystudent.evaluation.Evaluation;

/**
 * An evaluation as text.
 *
 * @param classNames a name for each class; empty = their numbers
 */
record EvaluationTable(Evaluation evaluation, List<String> classNames) {
  void print(PrintWriter out) {
    out.println(
        line("%,d images, %,d not readable", evaluation.images(), evaluation.undecodable()));
    out.println(line("top-1             %.4f", evaluation.top1()));
    out.println(line("top-5             %.4f", evaluation.top5()));
    evaluation
        .real()
        .ifPresent(
            real ->
                out.println(
                    line("ReaL top-1        %.4f (%,d images)", real.top1(), real.images())));
    out.println(line("mean confidence   %.4f", evaluation.meanConfidence()));
    out.println(line("calibration error %.4f", evaluation.calibrationError()));
    evaluation
        .confidence()
        .ifPresent(
            measured -> {
              out.println(line("RMS calibration   %.4f", measured.rmsCalibrationError()));
              out.println(line("AURRA             %.4f", measured.aurra()));
            });
    out.println(line("%-24s %12s %9s", "class", "images", "accuracy"));
    for (int c = 0; c < evaluation.perClass().size(); c++) {
      int images = evaluation.confusion().get(c).stream().mapToInt(Integer::intValue).sum();
      out.println(
          line(
              "%-24s %,12d %9s",
              PredictionJson.name(classNames, c),
              images,
              SelectionTable.fraction(evaluation.perClass().get(c))));
    }
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
