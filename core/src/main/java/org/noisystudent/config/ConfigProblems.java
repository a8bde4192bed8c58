package org.noisystudent.config;

import java.util.LinkedHashSet;
import java.util.Set;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** The problems of a config, each once, thrown together. */
final class ConfigProblems {
  private final Set<String> lines = new LinkedHashSet<>();

  void add(String source, String problem) {
    lines.add(source + ": " + problem);
  }

  /** Throws one usage error with a line for each problem, if there is any. */
  void throwIfAny() {
    if (!lines.isEmpty()) {
      throw new UserErrorException(Kind.USAGE, String.join("\n", lines));
    }
  }
}
