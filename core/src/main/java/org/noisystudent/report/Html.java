package org.noisystudent.report;

import com.google.common.html.HtmlEscapers;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalDouble;

/** Text and numbers as HTML shows them. */
public final class Html {
  private Html() {}

  /** Returns text that cannot be markup, also inside a quoted attribute. */
  public static String escape(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }

  /** Returns a fraction 0..1 in percent. */
  static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.2f&#8239;%%", 100 * fraction);
  }

  /** Returns a fraction 0..1 in percent, a dash where it is not known. */
  static String percent(OptionalDouble fraction) {
    return fraction.isPresent() ? percent(fraction.getAsDouble()) : "–";
  }

  /** Returns the difference of two fractions in percentage points, with its sign. */
  static String points(double difference) {
    String sign = difference < 0 ? "−" : "+";
    return sign + String.format(Locale.ROOT, "%.2f", Math.abs(100 * difference));
  }

  /** Returns a count with its thousands set apart. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count).replace(",", "&#8239;");
  }

  /** Returns seconds as a person says them. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return String.format(Locale.ROOT, "%.1f&#8239;s", seconds);
    }
    if (whole < 3600) {
      return whole / 60 + "&#8239;min " + whole % 60 + "&#8239;s";
    }
    return whole / 3600 + "&#8239;h " + whole % 3600 / 60 + "&#8239;min";
  }

  /** Returns the style sheet of all pages. */
  public static String styleSheet() {
    try {
      return Resources.toString(
          Resources.getResource(Html.class, "report.css"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
