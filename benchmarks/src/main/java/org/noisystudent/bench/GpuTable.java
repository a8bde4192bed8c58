package org.noisystudent.bench;

import java.util.Locale;
import org.noisystudent.preflight.PreflightReport;

/** {@code docs/gpu-matrix.md}, made from the results alone. */
record GpuTable(TpuResults results) {
  String text() {
    StringBuilder text = new StringBuilder(head());
    for (TpuPlan plan : TpuPlan.onGpu()) {
      text.append("| ").append(plan.variant().toUpperCase(Locale.ROOT)).append(" | ");
      text.append(plan.batch()).append(" | ");
      text.append(
          results.read(plan).map(GpuTable::columns).orElse("not yet compiled | | | | | | |"));
      text.append('\n');
    }
    return text.toString();
  }

  private static String head() {
    return """
    # Which model fits an H100

    Made by `./noisystudent bench gpu-matrix` from the files of `benchmarks/results/gpu`: do not edit.

    Every figure is of a real compile of the training step by the CUDA plugin, for one H100 SXM of
    80 GB that was not there. **Nothing here was run on a GPU.** The step is that of a labeled-only
    training (`configs/imagenet/b7-teacher.yaml` with another `model.variant`), in bfloat16. Images
    a step are our choice, 128 for B0 and fewer as the model grows.

    The plugin tells neither FLOPs nor bytes, and the scratch space of convolutions, which is chosen
    on the GPU itself, is probably not in the peak. Seconds and memory of the compile are those of
    the machine that compiled.

    | Model | Batch | Outcome | Peak GiB | Arguments GiB | Temporaries GiB | Compile s | Host GB | Date, compiler |
    |---|---|---|---|---|---|---|---|---|
    """;
  }

  private static String columns(TpuCell cell) {
    PreflightReport report = cell.report();
    return String.join(
            " | ",
            outcome(cell),
            TpuCell.gib(report.peakBytes()),
            TpuCell.gib(report.argumentBytes()),
            TpuCell.gib(report.temporaryBytes()),
            "%.0f".formatted(report.compileSeconds()),
            "%.1f".formatted(report.hostPeakBytes() / 1e9),
            cell.date() + ", " + cell.compiler())
        + " |";
  }

  private static String outcome(TpuCell cell) {
    PreflightReport report = cell.report();
    return switch (report.outcome()) {
      case FITS -> "fits in %.0f GiB".formatted(report.hbmBytes() / TpuCell.GIB);
      case DOES_NOT_FIT -> "does not fit";
      case HOST_ESTIMATE, HOST_MEMORY, TIME_LIMIT, COMPILER_ERROR ->
          "tried within %d GiB and %d min: %s"
              .formatted(cell.hostGib(), cell.minutes(), cell.message());
    };
  }
}
