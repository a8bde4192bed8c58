package org.noisystudent.preflight;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * TPU chips in an arrangement, or the GPUs of a host.
 *
 * @param shape chips along each side, such as {@code 32x32}; of GPUs, how many
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

  /** Returns its name, of TPUs as libtpu has it. */
  public String name() {
    return chip.key() + ":" + shape;
  }

  /** Returns the name that the plugin takes; GPUs are told it by options instead. */
  String pluginName() {
    return chip.gpu().isPresent() ? "" : name();
  }

  /** Returns the memory of this machine that a compile for it takes, where there is a rule. */
  OptionalLong hostEstimate(byte[] hlo) {
    return chip.gpu().isPresent()
        ? OptionalLong.empty()
        : OptionalLong.of(HostEstimate.bytes(hlo));
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
