package org.noisystudent.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.noisystudent.lowering.Lowering;
import org.noisystudent.lowering.LoweringOptions;
import org.noisystudent.pjrt.InstalledPlugin;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.preflight.Compiler;
import org.noisystudent.preflight.LoopCount;
import org.noisystudent.preflight.Outcome;
import org.noisystudent.preflight.Preflight;
import org.noisystudent.preflight.PreflightReport;
import org.noisystudent.preflight.Topology;
import org.noisystudent.storage.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compiles a config's step for devices that are not there. */
@Command(
    name = "preflight",
    mixinStandardHelpOptions = true,
    description =
        "Compiles a config's step for devices that are not there: does it fit, what it costs.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent preflight configs/imagenet/b7-teacher.yaml --topology v3:32x32"
    })
final class PreflightCommand implements Callable<Integer> {
  static final long GIB = 1L << 30;

  /** Host memory in GiB and time in minutes that a compile may take unless told otherwise. */
  static final String HOST_GIB = "16";

  static final String MINUTES = "30";

  @Mixin private ConfigFile config;

  @Option(
      names = "--topology",
      required = true,
      paramLabel = "NAME",
      description = "chips and their arrangement, such as v3:32x32, or GPUs, such as h100:1")
  private String topology;

  @Option(
      names = "--plugin",
      paramLabel = "FILE",
      description = {
        "the library of the PJRT plugin that compiles (default: what NOISYSTUDENT_PJRT_PLUGIN",
        "names, or else what bin/fetch-pjrt-plugin tpu, or cuda12, installed)"
      })
  private Optional<Path> plugin;

  @Option(names = "--trust-plugin", description = "load a plugin that this program does not know")
  private boolean trustPlugin;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description = "devices that run the step (default: all of the topology)")
  private int replicas;

  @Option(names = "--find-batch", description = "seek the largest batch a replica that fits")
  private boolean findBatch;

  @Option(
      names = "--max-host-gib",
      paramLabel = "N",
      defaultValue = HOST_GIB,
      description = "host memory that a compile may take (default: ${DEFAULT-VALUE})")
  private int maxHostGib;

  @Option(
      names = "--max-minutes",
      paramLabel = "N",
      defaultValue = MINUTES,
      description = "time that a compile may take (default: ${DEFAULT-VALUE})")
  private int maxMinutes;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    OptionRules.atLeast("--replicas", replicas, 0);
    OptionRules.atLeast("--max-host-gib", maxHostGib, 1);
    OptionRules.atLeast("--max-minutes", maxMinutes, 1);
    Topology devices = Topology.parse(topology);
    Compiler compiler =
        compiler(devices, plugin, PluginTrust.of(trustPlugin), maxHostGib, maxMinutes);
    PreflightReport report =
        preflight(compiler, devices, replicas == 0 ? devices.devices() : replicas)
            .run(config.load(), batch -> config.load("train.labeledBatch=" + batch), findBatch);
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? new String(Json.document(report), StandardCharsets.UTF_8) : asText(report));
    out.flush();
    return 0;
  }

  static Compiler compiler(
      Topology devices, Optional<Path> plugin, PluginTrust trust, int hostGib, int minutes) {
    return new Compiler(
        InstalledPlugin.find(plugin, devices.chip().plugin()).library(),
        trust,
        new Compiler.Limits(hostGib * GIB, Duration.ofMinutes(minutes)));
  }

  static Preflight preflight(Compiler compiler, Topology devices, int replicas) {
    return new Preflight(new Lowering(LoweringOptions.defaults()), compiler, devices, replicas);
  }

  private String asText(PreflightReport report) {
    StringBuilder text = new StringBuilder();
    text.append("%s: %s%n".formatted(topology, words(report.outcome())));
    report.message().ifPresent(message -> text.append("  compiler: ").append(message).append('\n'));
    line(text, "device memory (published)", report.hbmBytes());
    report.peakBytes().ifPresent(bytes -> line(text, "peak", bytes));
    report.argumentBytes().ifPresent(bytes -> line(text, "arguments", bytes));
    report.temporaryBytes().ifPresent(bytes -> line(text, "temporaries", bytes));
    report.peakBytes().ifPresent(bytes -> line(text, "left", report.hbmBytes() - bytes));
    line(text, "all-reduced a step", report.allReduceBytes());
    report.flops().ifPresent(n -> text.append("  %-28s %.3g%n".formatted("FLOPs a step", n)));
    report.bytesAccessed().ifPresent(n -> line(text, "memory traffic a step", (long) n));
    if (report.loops() == LoopCount.ONCE) {
      text.append("  of a step, the body of a loop counts once: how often it runs is not known\n");
    }
    report
        .boundSeconds()
        .ifPresent(
            s ->
                text.append(
                    "  %-28s %.4f s, not measured%n".formatted("bound of the step time", s)));
    report
        .largestBatch()
        .ifPresent(n -> text.append("  %-28s %d%n".formatted("largest batch a replica", n)));
    report
        .largestBatchEnd()
        .ifPresent(end -> text.append("  a larger one may fit; the search ended at " + end + "\n"));
    text.append("  %-28s %.0f s%n".formatted("compile", report.compileSeconds()));
    line(text, "host memory of the compile", report.hostPeakBytes());
    report.hostEstimateBytes().ifPresent(bytes -> line(text, "  estimated", bytes));
    return text.toString();
  }

  static String words(Outcome outcome) {
    return switch (outcome) {
      case FITS -> "fits";
      case DOES_NOT_FIT -> "does not fit";
      case HOST_ESTIMATE -> "not known: not compiled, for this machine's memory";
      case HOST_MEMORY -> "not known: the compile ran out of this machine's memory";
      case TIME_LIMIT -> "not known: the compile took too long";
      case COMPILER_ERROR -> "not known: the compiler failed";
    };
  }

  private static void line(StringBuilder text, String name, long bytes) {
    text.append("  %-28s %.2f GiB%n".formatted(name, (double) bytes / GIB));
  }
}
