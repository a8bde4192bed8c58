package org.noisystudent.bench;

import java.util.Optional;
import org.noisystudent.pjrt.InstalledPlugin;
import org.noisystudent.preflight.PreflightReport;

/**
 * A compile that was done, or tried: a file of {@code benchmarks/results/tpu} or {@code gpu}.
 *
 * @param batch labeled images of one replica
 * @param student what is learned from besides, if anything
 * @param date of the compile, UTC
 * @param plugin package and version of the plugin, where it is a pinned one
 * @param sha256 of the plugin's library
 * @param command that does the same
 * @param hostGib memory of the machine that the compile might take, in GiB
 * @param minutes that it might take
 */
record TpuCell(
    String variant,
    String topology,
    int replicas,
    int batch,
    Optional<TpuPlan.Student> student,
    String date,
    Optional<String> plugin,
    String sha256,
    String command,
    int hostGib,
    int minutes,
    PreflightReport report) {
  static final double GIB = 1L << 30;

  /** What a table says of a figure that is not known. */
  static final String UNKNOWN = "-";

  /** Returns a number of bytes for a table. */
  static String gib(Optional<Long> bytes) {
    return bytes.map(b -> "%.2f".formatted(b / GIB)).orElse(UNKNOWN);
  }

  /** Returns the first line of what was said, for a table. */
  String message() {
    return report.message().orElse("").replace('|', '/').lines().findFirst().orElse("");
  }

  /** Returns what compiled, for a table. */
  String compiler() {
    return plugin.orElse("sha256 " + sha256);
  }

  /**
   * Returns whether a compile within limits would say no more: this one came to an answer, or tried
   * with as much, by the same plugin.
   */
  boolean settles(InstalledPlugin with, int newHostGib, int newMinutes) {
    boolean triedAsMuch = hostGib >= newHostGib && minutes >= newMinutes;
    return report.outcome().isAnswer() || (triedAsMuch && sha256.equals(with.sha256()));
  }
}
