package org.noisystudent.robustness;

import java.util.List;

/** A list in an error line: its first ones, and how many more there are. */
final class Listed {
  private static final int SHOWN = 10;

  private Listed() {}

  static String some(List<String> names) {
    String text = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() > SHOWN ? "%s and %,d more".formatted(text, names.size() - SHOWN) : text;
  }
}
