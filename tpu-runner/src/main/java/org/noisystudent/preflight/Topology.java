package org.noisystudent.preflight;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * TPU chips in an arrangement.
 *
 * @param shape chips along each side, such as {@code 32x32}
 */
public record Topology(Chip chip, String shape) {
  /** Refuses an arrangement that is not known to exist. */
  public Topology {
    if (!chip.shapes().contains(shape)) {
      throw unknown(chip.key() + ":" + shape);
    }
  }

  /**
   * Returns the topology of a name such as {@code v3:32x32}.
   *
   * @throws UserErrorException listing those there are, if this is none of them
   */
  public static Topology parse(String name) {
    String[] parts = name.split(":", -1);
    if (parts.length != 2) {
      throw unknown(name);
    }
    return new Topology(Chip.of(parts[0]).orElseThrow(() -> unknown(name)), parts[1]);
  }

  /** Returns the name that libtpu knows it by. */
  public String name() {
    return chip.key() + ":" + shape;
  }

  /** Returns the devices of all chips. */
  public int devices() {
    return Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).reduce(1, (a, b) -> a * b)
        * chip.devices();
  }

  private static UserErrorException unknown(String name) {
    String known =
        Arrays.stream(Chip.values())
            .flatMap(chip -> chip.shapes().stream().map(shape -> chip.key() + ":" + shape))
            .collect(Collectors.joining(", "));
    return new UserErrorException(
        Kind.USAGE, "topology (%s) must be one of %s".formatted(name, known));
  }
}
