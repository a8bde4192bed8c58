package org.noisystudent.config;

import java.math.BigDecimal;
import java.util.function.DoublePredicate;

/**
 * What a number must be.
 *
 * @param text follows "must be"
 * @param holds whether a number is allowed
 */
record Rule(String text, DoublePredicate holds) {
  static Rule atLeast(double min) {
    return new Rule(">= " + plain(min), x -> x >= min);
  }

  static Rule above(double min) {
    return new Rule("> " + plain(min), x -> x > min);
  }

  static Rule below(double max) {
    return new Rule("< " + plain(max), x -> x < max);
  }

  static Rule between(double min, double max) {
    return new Rule(plain(min) + " to " + plain(max), x -> x >= min && x <= max);
  }

  static Rule fraction() {
    return between(0, 1);
  }

  static Rule fractionBelowOne() {
    return new Rule(">= 0 and < 1", x -> x >= 0 && x < 1);
  }

  private static String plain(double x) {
    return new BigDecimal(Double.toString(x)).stripTrailingZeros().toPlainString();
  }
}
