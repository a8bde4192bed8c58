package org.noisystudent.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.lowering.Lowering;
import org.noisystudent.lowering.LoweringOptions;
import org.noisystudent.pjrt.InstalledPlugin;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.preflight.Compiler;
import org.noisystudent.preflight.Preflight;
import org.noisystudent.preflight.PreflightReport;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fills cells of a table of compiles: the options, and the compiles. */
final class CellCompiler {
  /** What the commands that have these options say of {@code --fill}. */
  static final String FILLING =
      "With --fill it first compiles what is missing, one step after the other; it may be ended at"
          + " any time and goes on where it was.";

  private static final Path CONFIG = Path.of("configs", "imagenet", "b7-teacher.yaml");

  @Option(names = "--find-batch", description = "seek the largest batch that fits, too")
  private boolean findBatch;

  @Option(
      names = "--plugin",
      paramLabel = "FILE",
      description = "the library that compiles (default: as for preflight)")
  private Optional<Path> plugin = Optional.empty();

  @Mixin private CompileLimits limits;

  /**
   * Returns what fills cells with a plugin.
   *
   * @param name of the plugin, as {@code bin/fetch-pjrt-plugin} has it
   * @param err is told of each cell
   */
  Filler filler(String name, TpuResults kept, PrintWriter err) {
    return new Filler(InstalledPlugin.find(plugin, name), kept, err);
  }

  /** Fills cells by one plugin. */
  final class Filler {
    private final InstalledPlugin installed;
    private final TpuResults kept;
    private final PrintWriter err;

    private Filler(InstalledPlugin installed, TpuResults kept, PrintWriter err) {
      this.installed = installed;
      this.kept = kept;
      this.err = err;
    }

    /** Returns a cell, compiled now unless that would say no more than what is kept. */
    TpuCell settled(TpuPlan plan) {
      Optional<TpuCell> known =
          kept.read(plan)
              .filter(cell -> cell.settles(installed, limits.hostGib(), limits.minutes()));
      if (known.isPresent()) {
        return known.get();
      }
      err.println(plan.file() + "...");
      TpuCell cell = compile(plan);
      err.println(kept.write(plan, cell) + ": " + cell.report().outcome());
      return cell;
    }

    private TpuCell compile(TpuPlan plan) {
      Compiler compiler = new Compiler(installed.library(), PluginTrust.PINNED, limits.limits());
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
          installed.version(),
          installed.sha256(),
          command(plan),
          limits.hostGib(),
          limits.minutes(),
          report);
    }
  }

  private String command(TpuPlan plan) {
    StringBuilder command = new StringBuilder("./noisystudent preflight " + CONFIG);
    plan.overrides().forEach(each -> command.append(" --set ").append(each));
    command.append(" --topology ").append(plan.topology().name());
    command.append(
        " --max-host-gib %d --max-minutes %d".formatted(limits.hostGib(), limits.minutes()));
    return command + (findBatch ? " --find-batch" : "") + " --json";
  }
}
