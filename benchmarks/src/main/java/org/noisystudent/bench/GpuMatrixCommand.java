package org.noisystudent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compiles every variant for an H100, and makes the table of what was compiled. */
@Command(
    name = "gpu-matrix",
    mixinStandardHelpOptions = true,
    description = {
      "Makes docs/gpu-matrix.md from the results that are there.",
      CellCompiler.FILLING
    },
    footer = {"", "Example:", "  ./noisystudent bench gpu-matrix --fill --only b0"})
final class GpuMatrixCommand implements Callable<Integer> {
  @Option(names = "--fill", description = "compile the cells that have no result")
  private boolean fill;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "variants to fill, e.g. b0,b7 (default: all)")
  private List<String> only = new ArrayList<>();

  @Mixin private CellCompiler compiler;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "benchmarks/results/gpu",
      description = "where results are kept (default: ${DEFAULT-VALUE})")
  private Path results;

  @Option(
      names = "--table",
      paramLabel = "FILE",
      defaultValue = "docs/gpu-matrix.md",
      description = "the table (default: ${DEFAULT-VALUE})")
  private Path table;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!TpuPlan.variants().containsAll(only)) {
      throw new UserErrorException(
          Kind.USAGE,
          "--only (%s) must name some of %s"
              .formatted(String.join(",", only), String.join(", ", TpuPlan.variants())));
    }
    TpuResults kept = new TpuResults(results);
    if (fill) {
      CellCompiler.Filler filler = compiler.filler("cuda12", kept, spec.commandLine().getErr());
      TpuPlan.onGpu().stream()
          .filter(plan -> only.isEmpty() || only.contains(plan.variant()))
          .forEach(filler::settled);
    }
    Files.writeString(table, new GpuTable(kept).text());
    spec.commandLine().getOut().println("wrote " + table);
    return 0;
  }
}
