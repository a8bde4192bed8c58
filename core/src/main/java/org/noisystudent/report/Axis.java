package org.noisystudent.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A linear axis: values to pixels, with ticks at round values.
 *
 * @param low value at {@code start}
 * @param high value at {@code end}
 * @param step between ticks
 */
public record Axis(double low, double high, double start, double end, double step) {
  private static final int TICKS = 5;

  /** Checks the ends. */
  public Axis {
    if (!(high > low)) {
      throw new IllegalArgumentException("high (" + high + ") must be above low (" + low + ")");
    }
  }

  /** Returns an axis that holds two values and begins and ends at round ones. */
  public static Axis around(double low, double high, double start, double end) {
    double span = high > low ? high - low : Math.max(Math.abs(high), 1) * 0.1;
    double step = step(span);
    // the product of a round number may lie a rounding error inside the value
    double first = Math.min(low, Math.floor(low / step) * step);
    double last = Math.max(low + span, Math.ceil((low + span) / step) * step);
    return new Axis(first, last, start, end, step);
  }

  /** Returns an axis from one value to another, ticks inside. */
  public static Axis of(double low, double high, double start, double end) {
    return new Axis(low, high, start, end, step(high - low));
  }

  /** Returns where a value is, in pixels. */
  public double at(double value) {
    return start + (value - low) / (high - low) * (end - start);
  }

  /** Returns the round values on the axis. */
  public List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (long i = Math.round(Math.ceil(low / step - 1e-9)); i * step <= high + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** Returns a tick in as many digits as tell it from its neighbours. */
  public String label(double tick) {
    int digits = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    return String.format(Locale.ROOT, "%,." + digits + "f", tick).replace(',', '\u202f');
  }

  private static double step(double span) {
    double raw = span / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double lead = raw / power;
    if (lead <= 1) {
      return power;
    }
    if (lead <= 2) {
      return 2 * power;
    }
    return (lead <= 5 ? 5 : 10) * power;
  }
}
