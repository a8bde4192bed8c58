package org.noisystudent.speed;

import static java.util.stream.Collectors.joining;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.noisystudent.run.Provenance;

/** A table of each kind of result. */
final class SpeedTables {
  private SpeedTables() {}

  static String of(StartUpCommand.Result result) {
    return text(
        """

        | | median | fastest to slowest |
        |---|---|---|
        | `--help` | %.2f s | %.2f to %.2f s |
        | `run %s` to the first step | %.2f s | %.2f to %.2f s |

        %s
        """,
        StartUpCommand.median(result.help()),
        Collections.min(result.help()),
        Collections.max(result.help()),
        result.config(),
        StartUpCommand.median(result.firstStep()),
        Collections.min(result.firstStep()),
        Collections.max(result.firstStep()),
        machine(result.environment(), result.instructions() + ", " + cores(result.environment())));
  }

  static String of(CompiledStepCommand.Result result) {
    String rows =
        result.steps().stream()
            .map(
                step ->
                    text(
                        "| %s (%s) | %.4g | %.4g | %.4g |\n",
                        step.about().name(),
                        step.about().versionText(),
                        step.report().flops().orElse(Double.NaN),
                        step.report().bytesAccessed().orElse(Double.NaN),
                        step.report().peakBytes().map(Long::doubleValue).orElse(Double.NaN)))
            .collect(joining());
    return text(
        """

        ### %s, pixels %d, batch %d, %s, %s, `train.rolled` and `train.recompute` %s

        | | FLOPs | bytes | peak memory |
        |---|---|---|---|
        %s| ours as a ratio | %s |

        %s, %s, commit %s.
        """,
        result.variant(),
        result.resolution(),
        result.batch(),
        result.compute(),
        result.topology(),
        result.saving(),
        rows,
        result.ratios().stream().map(SpeedTables::ratio).collect(joining(" | ")),
        result.compiler(),
        result.environment().date(),
        result.environment().commit());
  }

  static String of(LoopCommand.Result result) {
    String rows =
        result.parts().stream()
            .map(
                part ->
                    text(
                        "| %,d | %.2f | %.2f %% | %,.0f bytes |\n",
                        part.steps(),
                        1e3 * part.seconds() / part.steps(),
                        100 * part.outside(),
                        part.bytesAStep()))
            .collect(joining());
    return text(
        """

        `bench loop`, %s%s:

        | steps | a step, ms | of it outside `Session.run` | allocated in Java a step |
        |---|---|---|---|
        %s
        %s
        """,
        result.config(),
        sets(result.overrides()),
        rows,
        machine(result.environment(), result.instructions() + ", " + cores(result.environment())));
  }

  static String of(ContestResult result) {
    String rows =
        result.contestants().stream()
            .map(
                each ->
                    text(
                        "| %s (%s) | %.1f | %.1f to %.1f | %s |\n",
                        each.about().name(),
                        each.about().versionText(),
                        each.perSecond(),
                        each.slowest(),
                        each.fastest(),
                        ratio(each.ofBestPeer(result.contestants()))))
            .collect(joining());
    return text(
        """

        ### %s, %s

        | | %s/s | slowest to fastest round | of the best peer |
        |---|---|---|---|
        %s
        %s
        """,
        result.setting().entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(joining(", ")),
        result.instructions(),
        result.unit(),
        rows,
        machine(result.environment(), result.threads() + " threads"));
  }

  static String of(WholeRunCommand.Result result) {
    return text(
        """

        ### %s, seed %d, %s

        | | time | test images: teacher, then students |
        |---|---|---|
        | ours | %.0f s | %s |
        | %s (%s) | %.0f s, %.2f of ours | %s |

        %s
        """,
        result.config(),
        result.seed(),
        result.instructions(),
        result.ours().seconds(),
        percent(result.ours()),
        result.peer().about().name(),
        result.peer().about().versionText(),
        result.peer().seconds(),
        result.ratio(),
        percent(result.peer()),
        machine(result.environment(), cores(result.environment())));
  }

  private static String percent(WholeRunCommand.Run run) {
    return run.accuracies().stream()
        .map(accuracy -> text("%.2f %%", 100 * accuracy))
        .collect(joining(", "));
  }

  private static String sets(List<String> overrides) {
    return overrides.stream().map(" --set "::concat).collect(joining());
  }

  private static String cores(Provenance environment) {
    return environment.cores() + " cores";
  }

  /** Returns the line below a table of what was measured on a machine. */
  private static String machine(Provenance environment, String more) {
    return "%s, %s, %s, %s, commit %s."
        .formatted(
            environment.cpu(), more, environment.os(), environment.date(), environment.commit());
  }

  private static String ratio(OptionalDouble ratio) {
    return ratio.isEmpty() ? "" : text("%.2f", ratio.getAsDouble());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
