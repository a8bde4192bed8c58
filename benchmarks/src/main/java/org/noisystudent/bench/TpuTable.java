package org.noisystudent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.noisystudent.preflight.LoopCount;
import org.noisystudent.preflight.PreflightReport;

/** {@code docs/tpu-matrix.md}, made from the results alone. */
final class TpuTable {
  private static final String NOT_YET = "not yet compiled";

  private final TpuResults results;

  TpuTable(TpuResults results) {
    this.results = results;
  }

  String text() {
    List<TpuCell> cells = new ArrayList<>();
    StringBuilder text = new StringBuilder(head());
    text.append("| | ").append(String.join(" | ", TpuPlan.TOPOLOGIES)).append(" |\n");
    text.append("|---".repeat(TpuPlan.TOPOLOGIES.size() + 1)).append("|\n");
    for (String variant : TpuPlan.variants()) {
      text.append("| ").append(name(variant));
      for (TpuPlan plan : TpuPlan.of(variant)) {
        Optional<TpuCell> cell = results.read(plan);
        cell.ifPresent(cells::add);
        text.append(" | ").append(cell.map(TpuTable::brief).orElse(NOT_YET));
      }
      text.append(" |\n");
    }
    text.append(students(cells));
    return text + programs(cells) + attempts(cells);
  }

  private static String name(String variant) {
    return variant.toUpperCase(Locale.ROOT);
  }

  /** Returns what was compiled of the students, and adds it to the cells. */
  private String students(List<TpuCell> cells) {
    StringBuilder rows = new StringBuilder();
    for (String variant : TpuPlan.STUDENTS) {
      for (int ratio : TpuPlan.RATIOS) {
        List<TpuCell> tried =
            TpuPlan.student(variant, ratio).stream()
                .flatMap(plan -> results.read(plan).stream())
                .toList();
        cells.addAll(tried);
        String said =
            tried.stream()
                .map(
                    cell ->
                        "%d: %s"
                            .formatted(cell.student().orElseThrow().microBatches(), brief(cell)))
                .collect(Collectors.joining("; "));
        rows.append(
            row(
                name(variant),
                String.valueOf(ratio),
                String.valueOf(1 + ratio),
                said.isEmpty() ? NOT_YET : said));
      }
    }
    return """

    ## Students at the published batch, on 2,048 cores of v3

    A labeled batch of 2,048 leaves one labeled image a core, and `train.unlabeledRatio` unlabeled
    ones. `train.microBatches` takes them in parts, one after the other, so that the activations of
    one part are in memory at a time (batch norm then sees one part, see `docs/pjrt.md`). Tried
    from 1 part up to the first that fits. Blocks are rolled and computed again in the backward
    pass, as is the default for networks of this size.

    | Model | Ratio | Images a core | Micro-batches: memory at the peak |
    |---|---|---|---|
    """
        + rows;
  }

  private static String head() {
    return """
    # Which model fits which TPU

    Made by `./noisystudent bench tpu-matrix` from the files of `benchmarks/results/tpu`: do not edit.

    Every figure is of a real compile of the training step by libtpu, for devices that were not
    there. **Nothing here was run on a TPU.** The step is that of a labeled-only training
    (`configs/imagenet/b7-teacher.yaml` with another `model.variant`), in bfloat16, with the
    gradients averaged over all devices of the topology. A device is what PJRT shows: half a chip
    of v2, v3, v4 and tpu7x (v4 hardware may show a whole one), else a chip.

    Images of one device: on v3:32x32 one, as published (a labeled batch of 2,048 on 2,048 cores);
    elsewhere our choice, 128 for B0 and fewer as the model grows, for none were published.

    ## Memory of a device at its peak

    """;
  }

  private static String brief(TpuCell cell) {
    PreflightReport report = cell.report();
    return switch (report.outcome()) {
      case FITS ->
          "%s of %.0f GiB, batch %d"
              .formatted(
                  TpuCell.gib(report.peakBytes()), report.hbmBytes() / TpuCell.GIB, cell.batch());
      case DOES_NOT_FIT -> "does not fit, batch " + cell.batch();
      case HOST_ESTIMATE, HOST_MEMORY, TIME_LIMIT, COMPILER_ERROR -> "tried, see below";
    };
  }

  private static String programs(List<TpuCell> cells) {
    StringBuilder rows = new StringBuilder();
    for (TpuCell cell : cells) {
      PreflightReport report = cell.report();
      if (report.outcome().isAnswer()) {
        rows.append(
            row(
                model(cell),
                cell.topology(),
                String.valueOf(cell.replicas()),
                String.valueOf(cell.batch()),
                report.largestBatch().isPresent()
                    ? (report.largestBatchEnd().isPresent() ? ">= " : "")
                        + report.largestBatch().getAsInt()
                    : TpuCell.UNKNOWN,
                TpuCell.gib(report.peakBytes()),
                TpuCell.gib(report.argumentBytes()),
                TpuCell.gib(report.temporaryBytes()),
                number(report.flops()) + (report.loops() == LoopCount.ONCE ? " (loops once)" : ""),
                number(report.bytesAccessed()),
                "%.1f".formatted(report.allReduceBytes() / 1e6),
                report.boundSeconds().isPresent()
                    ? "%.1f".formatted(1000 * report.boundSeconds().getAsDouble())
                    : TpuCell.UNKNOWN,
                "%.0f".formatted(report.compileSeconds()),
                "%.1f".formatted(report.hostPeakBytes() / 1e9),
                cell.date(),
                cell.compiler()));
      }
    }
    return """

    ## What the compiler says

    The peak is the compiler's own figure, and may be less than arguments and temporaries together,
    which need not all live at once. The bound is by the chip's published peak and bandwidth: no step can be faster, and none was
    timed (peak and bandwidth of v2 and the bandwidth of tpu7x are recalled, not compared with a page).
    FLOPs and bytes are of one device and one step. Seconds and memory of the compile are
    those of the machine that compiled.

    | Model | Topology | Devices | Batch | Largest batch | Peak GiB | Arguments GiB | Temporaries GiB | FLOPs | Bytes | All-reduce MB | Bound ms | Compile s | Host GB | Date | Compiler |
    |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
    """
        + rows;
  }

  private static String attempts(List<TpuCell> cells) {
    StringBuilder rows = new StringBuilder();
    for (TpuCell cell : cells) {
      PreflightReport report = cell.report();
      if (!report.outcome().isAnswer()) {
        rows.append(
            row(
                model(cell),
                cell.topology(),
                String.valueOf(cell.batch()),
                "%d GiB, %d min".formatted(cell.hostGib(), cell.minutes()),
                "%.0f".formatted(report.compileSeconds()),
                "%.1f".formatted(report.hostPeakBytes() / 1e9),
                cell.date(),
                cell.message()));
      }
    }
    return rows.isEmpty()
        ? ""
        : """

        ## Tried without an answer

        | Model | Topology | Batch | Limit | Seconds | Host GB | Date | Message |
        |---|---|---|---|---|---|---|---|
        """
            + rows;
  }

  private static String model(TpuCell cell) {
    return name(cell.variant())
        + cell.student()
            .map(s -> ", ratio %d in %d".formatted(s.unlabeledRatio(), s.microBatches()))
            .orElse("");
  }

  private static String row(String... columns) {
    return "| " + String.join(" | ", columns) + " |\n";
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? "%.2e".formatted(value.getAsDouble()) : TpuCell.UNKNOWN;
  }
}
