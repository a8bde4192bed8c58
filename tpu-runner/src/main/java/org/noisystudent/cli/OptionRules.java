package org.noisystudent.cli;

import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Ranges of options: one line names the option, the value and the rule. */
final class OptionRules {
  private OptionRules() {}

  static void atLeast(String option, long value, long min) {
    check(value >= min, option, value, ">= " + min);
  }

  static void fraction(String option, double value) {
    check(value >= 0 && value <= 1, option, value, "0 to 1");
  }

  static void check(boolean holds, String option, Number value, String rule) {
    if (!holds) {
      throw new UserErrorException(Kind.USAGE, "%s (%s) must be %s".formatted(option, value, rule));
    }
  }
}
