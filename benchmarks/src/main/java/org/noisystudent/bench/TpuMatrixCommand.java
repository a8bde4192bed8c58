package org.noisystudent.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.lowering.Lowering;
import org.noisystudent.lowering.LoweringOptions;
import org.noisystudent.pjrt.InstalledPlugin;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.preflight.Compiler;
import org.noisystudent.preflight.Outcome;
import org.noisystudent.preflight.Preflight;
import org.noisystudent.preflight.PreflightReport;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compiles every variant for every TPU generation, and makes the table of what was compiled. */
@Command(
    name = "tpu-matrix",
    mixinStandardHelpOptions = true,
    description = {
      "Makes docs/tpu-matrix.md from the results that are there. With --fill it first compiles"
          + " what",
      "is missing, one step after the other; it may be ended at any time and goes on where it was."
    },
    footer = {"", "Example:", "  ./noisystudent bench tpu-matrix --fill --only b0,v5e:2x2"})
final class TpuMatrixCommand implements Callable<Integer> {
  private static final Path CONFIG = Path.of("configs", "imagenet", "b7-teacher.yaml");

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

  @Option(names = "--find-batch", description = "seek the largest batch that fits, too")
  private boolean findBatch;

  @Option(
      names = "--plugin",
      paramLabel = "FILE",
      description = "libtpu.so (default: as for preflight)")
  private Optional<Path> plugin = Optional.empty();

  @Option(
      names = "--max-host-gib",
      paramLabel = "N",
      defaultValue = "16",
      description = "host memory that a compile may take (default: ${DEFAULT-VALUE})")
  private int hostGib;

  @Option(
      names = "--max-minutes",
      paramLabel = "N",
      defaultValue = "30",
      description = "time that a compile may take (default: ${DEFAULT-VALUE})")
  private int minutes;

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
    InstalledPlugin libtpu = InstalledPlugin.find(plugin, "tpu");
    if (!students) {
      wanted().forEach(plan -> settled(kept, plan, libtpu));
      return;
    }
    for (String variant : TpuPlan.STUDENTS) {
      for (int ratio : TpuPlan.RATIOS) {
        // stops at the first that fits
        boolean unused =
            TpuPlan.student(variant, ratio).stream()
                .anyMatch(plan -> settled(kept, plan, libtpu).report().outcome() == Outcome.FITS);
      }
    }
  }

  /** Returns a cell, compiled now unless that would say no more than what is kept. */
  private TpuCell settled(TpuResults kept, TpuPlan plan, InstalledPlugin libtpu) {
    Optional<TpuCell> known =
        kept.read(plan).filter(cell -> cell.settles(libtpu, hostGib, minutes));
    if (known.isPresent()) {
      return known.get();
    }
    PrintWriter err = spec.commandLine().getErr();
    err.println(plan.file() + "...");
    TpuCell cell = compile(plan, libtpu);
    err.println(kept.write(plan, cell) + ": " + cell.report().outcome());
    return cell;
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

  private TpuCell compile(TpuPlan plan, InstalledPlugin libtpu) {
    Compiler compiler =
        new Compiler(
            libtpu.library(),
            PluginTrust.PINNED,
            new Compiler.Limits(((long) hostGib) << 30, Duration.ofMinutes(minutes)));
    Lowering lowering = new Lowering(LoweringOptions.defaults());
    PreflightReport report =
        new Preflight(lowering, compiler, plan.topology(), plan.replicas())
            .run(
                ConfigLoader.load(CONFIG, plan.overrides()),
                batch -> ConfigLoader.load(CONFIG, plan.overrides(batch)),
                findBatch);
    return new TpuCell(
        plan.variant(),
        plan.topology().name(),
        plan.replicas(),
        plan.batch(),
        plan.student(),
        LocalDate.now(ZoneOffset.UTC).toString(),
        libtpu.version(),
        libtpu.sha256(),
        command(plan),
        hostGib,
        minutes,
        report);
  }

  private String command(TpuPlan plan) {
    StringBuilder command = new StringBuilder("./noisystudent preflight " + CONFIG);
    plan.overrides().forEach(each -> command.append(" --set ").append(each));
    command.append(" --topology ").append(plan.topology().name());
    command.append(" --max-host-gib %d --max-minutes %d".formatted(hostGib, minutes));
    return command + (findBatch ? " --find-batch" : "") + " --json";
  }
}
