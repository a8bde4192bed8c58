package org.noisystudent.preflight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.noisystudent.lowering.DeviceProgram;
import org.noisystudent.pjrt.CompileOptions;
import org.noisystudent.pjrt.CostAnalysis;
import org.noisystudent.pjrt.GpuTarget;
import org.noisystudent.pjrt.NamedValue;
import org.noisystudent.pjrt.PjrtException;
import org.noisystudent.pjrt.PjrtException.Code;
import org.noisystudent.pjrt.PjrtExecutable;
import org.noisystudent.pjrt.PjrtPlugin;
import org.noisystudent.pjrt.PjrtProgram;
import org.noisystudent.pjrt.PjrtTopology;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.pjrt.ProgramMemory;
import org.noisystudent.process.JavaProcess;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.Json;

/** The process that compiles: one module for one topology, its answer in a file. */
final class CompileMain {
  private CompileMain() {}

  /**
   * What is compiled.
   *
   * @param plugin library
   * @param topology name that the plugin knows, empty for GPUs
   * @param gpu kind of GPU that is compiled for; nothing for TPUs
   * @param module file of an {@code HloModuleProto}
   */
  record Request(
      String plugin,
      PluginTrust trust,
      String topology,
      Optional<GpuTarget> gpu,
      int devices,
      int replicas,
      String module) {}

  /**
   * What came of it.
   *
   * @param unusable why the plugin cannot be used at all
   * @param outcome of the compile, unless the plugin is unusable
   */
  record Answer(
      Optional<String> unusable,
      Optional<Outcome> outcome,
      Optional<String> message,
      Optional<ProgramMemory> memory,
      OptionalDouble flops,
      OptionalDouble bytesAccessed) {
    static Answer failed(Optional<String> unusable, Optional<Outcome> outcome, String message) {
      return new Answer(
          unusable,
          outcome,
          Optional.of(message),
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());
    }
  }

  /** Reads a request from the first file, writes the answer to the second. */
  public static void main(String[] args) throws IOException {
    JavaProcess.endWithParent();
    Path file = Path.of(args[0]);
    Request request = Json.read(file.toString(), Files.readAllBytes(file), Request.class);
    Files.write(Path.of(args[1]), Json.document(answer(request)));
    // what a plugin's threads still do is of no use
    Runtime.getRuntime().halt(0);
  }

  private static Answer answer(Request request) throws IOException {
    try {
      return compile(request);
    } catch (UserErrorException e) {
      return Answer.failed(Optional.of(e.getMessage()), Optional.empty(), e.getMessage());
    } catch (PjrtException e) {
      String message = String.valueOf(e.getMessage());
      return Answer.failed(Optional.empty(), Optional.of(outcome(e.code(), message)), message);
    }
  }

  /**
   * Returns what a refusal means: libtpu says "Ran out of memory in memory space hbm" and "exceeds
   * available HBM" of a program that a device's memory does not hold; other memories of a chip,
   * too, can be exhausted, which no smaller batch need mend.
   */
  static Outcome outcome(Code code, String message) {
    String words = message.toLowerCase(Locale.ROOT);
    boolean deviceMemory = words.contains("ran out of memory") && words.contains("hbm");
    return code == Code.RESOURCE_EXHAUSTED && deviceMemory
        ? Outcome.DOES_NOT_FIT
        : Outcome.COMPILER_ERROR;
  }

  private static Answer compile(Request request) throws IOException {
    PjrtPlugin plugin = PjrtPlugin.loadToCompileOnly(Path.of(request.plugin()), request.trust());
    DeviceProgram module = DeviceProgram.of(Files.readAllBytes(Path.of(request.module())));
    List<NamedValue> options =
        request.gpu().map(gpu -> gpu.topologyOptions(request.devices())).orElse(List.of());
    try (PjrtTopology topology = plugin.topology(request.topology(), options);
        PjrtExecutable program =
            topology.compile(
                PjrtProgram.hlo(module.hlo()),
                CompileOptions.replicas(request.replicas()).withTupledArguments(module.tupled()))) {
      Optional<CostAnalysis> costs = program.costAnalysis();
      return new Answer(
          Optional.empty(),
          Optional.of(Outcome.FITS),
          Optional.empty(),
          Optional.of(program.memory()),
          costs.map(CostAnalysis::flops).orElse(OptionalDouble.empty()),
          costs.map(CostAnalysis::bytesAccessed).orElse(OptionalDouble.empty()));
    }
  }
}
