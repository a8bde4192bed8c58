package org.noisystudent.job;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * What a job runs on: a slice of TPU chips or the GPUs of a host. Its name is that of Google Cloud,
 * {@code v3-2048}: v2, v3, v4, v5p and tpu7x count cores, two a chip; v5e and v6e count chips.
 *
 * @param family the kind
 * @param shape chips along each side, such as {@code 32x32}; of GPUs, how many
 */
public record Accelerator(AcceleratorFamily family, String shape) {
  private static final int CHIPS_PER_HOST = 4;

  /**
   * Returns the accelerator of a name such as {@code v5e-16}; {@code v5litepod-16} is the same.
   *
   * @throws UserErrorException listing those of the kind, or the kinds, if there is none
   */
  public static Accelerator parse(String name) {
    int dash = name.lastIndexOf('-');
    String kind = dash < 0 ? name : name.substring(0, dash).toLowerCase(Locale.ROOT);
    AcceleratorFamily family =
        Arrays.stream(AcceleratorFamily.values())
            .filter(each -> each.key().equals(kind) || each.cloudKey().equals(Optional.of(kind)))
            .findFirst()
            .orElseThrow(
                () ->
                    unknown(
                        name,
                        Arrays.stream(AcceleratorFamily.values())
                            .map(each -> each.key() + "-N")
                            .toList()));
    List<Accelerator> all =
        family.shapes().stream().map(shape -> new Accelerator(family, shape)).toList();
    String asked = family.key() + name.substring(Math.max(dash, 0));
    return all.stream()
        .filter(each -> each.name().equals(asked))
        .findFirst()
        .orElseThrow(() -> unknown(name, all.stream().map(Accelerator::name).toList()));
  }

  /** Returns the name as users write it. */
  public String name() {
    return family.key() + "-" + chips() * family.unitsPerChip();
  }

  /** Returns the name in the Cloud TPU API; empty for GPUs. */
  public Optional<String> cloudName() {
    return family.cloudKey().map(key -> key + "-" + chips() * family.unitsPerChip());
  }

  /** Returns all chips. */
  public int chips() {
    return Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).reduce(1, (a, b) -> a * b);
  }

  /** Returns the machines, each with a process of its own. */
  public int hosts() {
    return family.isTpu() ? Math.max(1, chips() / CHIPS_PER_HOST) : 1;
  }

  /** Returns the chips of a machine. */
  public int chipsPerHost() {
    return chips() / hosts();
  }

  /** Returns the label of GKE's nodes with it; empty where GKE has none. */
  public Optional<String> nodeLabel() {
    return family.nodeLabel(hosts());
  }

  /** Returns its name for preflight, such as {@code v3:32x32}; empty where there is none. */
  public Optional<String> topology() {
    return family.chip().map(chip -> chip + ":" + shape);
  }

  private static UserErrorException unknown(String name, List<String> known) {
    return new UserErrorException(
        Kind.USAGE,
        "--accelerator (%s) must be one of %s"
            .formatted(name, known.stream().collect(Collectors.joining(", "))));
  }
}
