package org.noisystudent.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.noisystudent.preflight.Outcome;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compiles every variant for every TPU generation, and makes the table of what was compiled. */
@Command(
    name = "tpu-matrix",
    mixinStandardHelpOptions = true,
    description = {
      "Makes docs/tpu-matrix.md from the results that are there.",
      CellCompiler.FILLING
    },
    footer = {"", "Example:", "  ./noisystudent bench tpu-matrix --fill --only b0,v5e:2x2"})
final class TpuMatrixCommand implements Callable<Integer> {
  @Option(names = "--fill", description = "compile the cells that have no result")
  private boolean fill;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "variants and topologies to fill, e.g. b0,v5e:2x2 (default: all)")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--students",
      description = "fill the steps of students on the pod: one way in which each fits")
  private boolean students;

  @Mixin private CellCompiler compiler;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "benchmarks/results/tpu",
      description = "where results are kept (default: ${DEFAULT-VALUE})")
  private Path results;

  @Option(
      names = "--table",
      paramLabel = "FILE",
      defaultValue = "docs/tpu-matrix.md",
      description = "the table (default: ${DEFAULT-VALUE})")
  private Path table;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    TpuResults kept = new TpuResults(results);
    if (fill) {
      fill(kept);
    }
    Files.writeString(table, new TpuTable(kept).text());
    spec.commandLine().getOut().println("wrote " + table);
    return 0;
  }

  private void fill(TpuResults kept) {
    PrintWriter err = spec.commandLine().getErr();
    CellCompiler.Filler filler = compiler.filler("tpu", kept, err);
    if (!students) {
      wanted().forEach(filler::settled);
      return;
    }
    for (String variant : TpuPlan.STUDENTS) {
      for (int ratio : TpuPlan.RATIOS) {
        // stops at the first that fits
        boolean unused =
            TpuPlan.student(variant, ratio).stream()
                .anyMatch(plan -> filler.settled(plan).report().outcome() == Outcome.FITS);
      }
    }
  }

  /** Returns the cells of the variants that are named and of the topologies that are. */
  private List<TpuPlan> wanted() {
    List<String> variants = new ArrayList<>(only);
    variants.retainAll(TpuPlan.variants());
    List<String> topologies = new ArrayList<>(only);
    topologies.retainAll(TpuPlan.TOPOLOGIES);
    if (variants.size() + topologies.size() < only.size()) {
      throw new UserErrorException(
          Kind.USAGE,
          "--only (%s) must name some of %s, %s"
              .formatted(
                  String.join(",", only),
                  String.join(", ", TpuPlan.variants()),
                  String.join(", ", TpuPlan.TOPOLOGIES)));
    }
    return TpuPlan.all().stream()
        .filter(plan -> variants.isEmpty() || variants.contains(plan.variant()))
        .filter(plan -> topologies.isEmpty() || topologies.contains(plan.topology().name()))
        .toList();
  }
}
