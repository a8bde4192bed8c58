package org.noisystudent.lowering;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Says in one line why TensorFlow could not lower a step. */
final class LoweringFailure {
  /** As in "Where (No registered 'Where' OpKernel for XLA_CPU_JIT devices compatible ...)". */
  private static final Pattern UNSUPPORTED =
      Pattern.compile("No registered '([^']+)' OpKernel for XLA_CPU_JIT");

  private static final int SHOWN = 400;

  private LoweringFailure() {}

  /**
   * Returns the error of TensorFlow's message.
   *
   * @param message as TensorFlow gave it, of any number of lines
   */
  static UserErrorException of(String message) {
    Set<String> ops = new TreeSet<>();
    Matcher matcher = UNSUPPORTED.matcher(message);
    while (matcher.find()) {
      ops.add(matcher.group(1));
    }
    if (!ops.isEmpty()) {
      return new UserErrorException(
          Kind.DEVICE,
          "XLA cannot compile %s: a model with %s runs on the CPU alone; set device.models: cpu, or leave out --device"
              .formatted(String.join(", ", ops), ops.size() == 1 ? "it" : "them"));
    }
    String line = message.replaceAll("\\s+", " ");
    return new UserErrorException(
        Kind.DEVICE,
        "the step could not be lowered: "
            + (line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line));
  }
}
