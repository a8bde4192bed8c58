package org.noisystudent.speed;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.noisystudent.bench.CompileLimits;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.lowering.Lowering;
import org.noisystudent.lowering.LoweringOptions;
import org.noisystudent.pjrt.InstalledPlugin;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.preflight.Compiler;
import org.noisystudent.preflight.Outcome;
import org.noisystudent.preflight.Preflight;
import org.noisystudent.preflight.PreflightReport;
import org.noisystudent.preflight.Topology;
import org.noisystudent.process.TemporaryFolder;
import org.noisystudent.run.Provenance;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.tensorflow.TensorFlow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a step costs on a device that is not there, beside that of another program. */
@Command(
    name = "compiled-step",
    mixinStandardHelpOptions = true,
    description =
        "Compiles the training step of an EfficientNet, ours and that of Keras and JAX, for "
            + "one device of a topology with the same compiler, and compares what it says they "
            + "cost. No such device is needed, and none is used. Peers are installed with pip at "
            + "the first use (1 GB).",
    footer = {
      "",
      "Example:",
      "  ./noisystudent bench compiled-step --variant b0 --batch 128 --topology v3:2x2"
    })
public final class CompiledStepCommand implements Callable<Integer> {
  private static final String CONFIG =
      """
      data: {classes: %d}
      selfTraining: {students: []}
      model: {variant: %s, resolution: %d, compute: %s}
      train:
        labeledBatch: %d
        unlabeledRatio: 0
        optimizer: {type: sgd}
        weightDecay: 0.00001
        emaDecay: 0.999
        rolled: %s
        recompute: %s
      noise: {dropout: 0.2, stochasticDepth: 0.2}
      device: {type: tpu}
      """;

  private static final int CLASSES = 1000;
  private static final long LOWER_MINUTES = 20;

  @Option(
      names = "--variant",
      paramLabel = "NAME",
      defaultValue = "b0",
      description = "b0 to b7, or l2 (default: ${DEFAULT-VALUE})")
  private String variant;

  @Option(
      names = "--resolution",
      paramLabel = "N",
      defaultValue = "224",
      description = "pixels a side (default: ${DEFAULT-VALUE})")
  private int resolution;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "128",
      description = "images a step (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--compute",
      paramLabel = "TYPE",
      defaultValue = "bfloat16",
      description = "float32 or bfloat16 (default: ${DEFAULT-VALUE})")
  private String compute;

  @Option(
      names = "--saving",
      paramLabel = "VALUE",
      defaultValue = "off",
      description = {
        "train.rolled and train.recompute of ours: auto, on or off. Off is what Keras does",
        "(default: ${DEFAULT-VALUE})"
      })
  private String saving;

  @Option(
      names = "--topology",
      paramLabel = "NAME",
      defaultValue = "v3:2x2",
      description =
          "chips and their arrangement, one device of which is taken (default: ${DEFAULT-VALUE})")
  private String topology;

  @Mixin private CompileLimits limits;

  @Mixin private SpeedResults results;

  @Spec private CommandSpec spec;

  /**
   * One step.
   *
   * @param about whose
   * @param report what the compiler says of it
   */
  record Step(Contestant.About about, PreflightReport report) {}

  /**
   * What was compared.
   *
   * @param saving of our memory
   * @param compiler its version
   * @param steps ours first
   */
  record Result(
      String variant,
      int resolution,
      int batch,
      String compute,
      String saving,
      String topology,
      String compiler,
      List<Step> steps,
      Provenance environment) {
    Result {
      steps = List.copyOf(steps);
    }

    /**
     * Returns our FLOPs, bytes and peak memory as ratios to theirs; empty where one is not known.
     */
    List<OptionalDouble> ratios() {
      PreflightReport ours = steps.get(0).report();
      PreflightReport theirs = steps.get(1).report();
      return List.of(
          ratio(ours.flops(), theirs.flops()),
          ratio(ours.bytesAccessed(), theirs.bytesAccessed()),
          ratio(peak(ours), peak(theirs)));
    }

    private static OptionalDouble peak(PreflightReport report) {
      return report.peakBytes().stream().mapToDouble(Long::doubleValue).findFirst();
    }

    private static OptionalDouble ratio(OptionalDouble ours, OptionalDouble theirs) {
      return ours.isEmpty() || theirs.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(ours.getAsDouble() / theirs.getAsDouble());
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Topology devices = Topology.parse(topology);
    InstalledPlugin plugin = InstalledPlugin.find(Optional.empty(), devices.chip().plugin());
    Compiler compiler = new Compiler(plugin.library(), PluginTrust.PINNED, limits.limits());
    Preflight preflight =
        new Preflight(new Lowering(LoweringOptions.defaults()), compiler, devices, 1);
    err.println("compiling ours");
    ExperimentConfig config =
        ConfigLoader.parse(
            CONFIG.formatted(CLASSES, variant, resolution, compute, batch, saving, saving),
            "compiled step");
    Step ours =
        new Step(
            new Contestant.About(
                OwnTrainStep.NAME + ", " + variant + ", " + compute,
                Map.of("tensorflow", TensorFlow.version())),
            preflight.run(config, other -> config, false));
    Step theirs = theirs(preflight, err);
    Result result =
        new Result(
            variant,
            resolution,
            batch,
            compute,
            saving,
            topology,
            plugin.version().orElse("a compiler of unknown version"),
            List.of(ours, theirs),
            Provenance.current(Path.of(""), Clock.systemUTC()));
    results.keep(
        "compiled-step-%s-%d-%d-%s-%s-%s.json"
            .formatted(variant, resolution, batch, compute, saving, topology.replace(':', '-')),
        result);
    for (Step step : result.steps()) {
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%-40s %s: %.4g FLOPs, %.4g bytes, peak %.4g bytes%n",
              step.about().name(),
              step.report().outcome(),
              step.report().flops().orElse(Double.NaN),
              step.report().bytesAccessed().orElse(Double.NaN),
              step.report().peakBytes().map(Long::doubleValue).orElse(Double.NaN));
    }
    return result.steps().stream().allMatch(step -> step.report().outcome() == Outcome.FITS)
        ? 0
        : 1;
  }

  private Step theirs(Preflight preflight, PrintWriter err)
      throws IOException, InterruptedException {
    try (TemporaryFolder folder = TemporaryFolder.create("step")) {
      Path module = folder.path().resolve("module.hlo");
      Path log = folder.path().resolve("log");
      err.println("lowering that of Keras");
      List<String> command =
          PeerPython.JAX.command(
              "keras_step.py",
              List.of(
                  variant,
                  String.valueOf(resolution),
                  String.valueOf(batch),
                  String.valueOf(CLASSES),
                  compute,
                  module.toString()));
      Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
      String said;
      try {
        said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(LOWER_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
          throw new UserErrorException(
              Kind.DATA, "keras_step.py failed: " + Files.readString(log).strip());
        }
      } finally {
        process.destroyForcibly();
      }
      err.println("compiling it");
      return new Step(
          Json.read("keras_step.py", said.getBytes(StandardCharsets.UTF_8), Contestant.About.class),
          preflight.run(Files.readAllBytes(module)));
    }
  }
}
