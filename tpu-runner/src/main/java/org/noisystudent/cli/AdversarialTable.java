package org.noisystudent.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.noisystudent.attack.AdversarialCurve;

/** Accuracy under attack as text. */
record AdversarialTable(AdversarialCurve curve) {
  private static final String ROW = "%7s %9s %8s %8s %11s %12s";

  void print(PrintWriter out) {
    out.println(line("%,d images, %,d not readable", curve.images(), curve.undecodable()));
    out.println(
        line(
            "%s, %,d %s%s, target: %s",
            curve.attack(),
            curve.steps(),
            curve.steps() == 1 ? "step" : "steps",
            curve.randomStart() ? ", random start with seed " + curve.seed() : "",
            curve.target()));
    boolean targeted = curve.points().stream().anyMatch(p -> p.reachedTarget().isPresent());
    out.println(
        line(ROW, "epsilon", "step size", "top-1", "top-5", "confidence", "no gradient")
            + (targeted ? "  reached target" : ""));
    for (AdversarialCurve.Point point : curve.points()) {
      out.println(
          line(
                  ROW,
                  number(point.epsilon()),
                  number(point.stepSize()),
                  line("%.4f", point.top1()),
                  line("%.4f", point.top5()),
                  line("%.4f", point.meanConfidence()),
                  line("%,d", point.withoutGradient()))
              + (targeted ? line("%16s", SelectionTable.fraction(point.reachedTarget())) : ""));
    }
  }

  /** Returns a number with as many decimals as it needs, four at most. */
  private static String number(double value) {
    return line("%.4f", value).replaceFirst("\\.?0+$", "");
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
