package org.noisystudent.preflight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.noisystudent.pjrt.CompileOptions;
import org.noisystudent.pjrt.CostAnalysis;
import org.noisystudent.pjrt.PjrtException;
import org.noisystudent.pjrt.PjrtExecutable;
import org.noisystudent.pjrt.PjrtPlugin;
import org.noisystudent.pjrt.PjrtProgram;
import org.noisystudent.pjrt.PjrtTopology;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.pjrt.ProgramMemory;
import org.noisystudent.process.JavaProcess;
import org.noisystudent.storage.Json;

/** The process that compiles: one module for one topology, its answer in a file. */
final class CompileMain {
  private CompileMain() {}

  /**
   * What is compiled.
   *
   * @param plugin library
   * @param topology name that the plugin knows
   * @param module file of an {@code HloModuleProto}
   */
  record Request(String plugin, PluginTrust trust, String topology, int replicas, String module) {}

  /** What came of it: a refusal, or the numbers of a program. */
  record Answer(
      Optional<String> refusal,
      Optional<ProgramMemory> memory,
      OptionalDouble flops,
      OptionalDouble bytesAccessed) {}

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
    PjrtPlugin plugin = PjrtPlugin.loadToCompileOnly(Path.of(request.plugin()), request.trust());
    byte[] module = Files.readAllBytes(Path.of(request.module()));
    try (PjrtTopology topology = plugin.topology(request.topology(), List.of());
        PjrtExecutable program =
            topology.compile(
                PjrtProgram.hlo(module), CompileOptions.replicas(request.replicas()))) {
      Optional<CostAnalysis> costs = program.costAnalysis();
      return new Answer(
          Optional.empty(),
          Optional.of(program.memory()),
          costs.map(CostAnalysis::flops).orElse(OptionalDouble.empty()),
          costs.map(CostAnalysis::bytesAccessed).orElse(OptionalDouble.empty()));
    } catch (PjrtException e) {
      return new Answer(
          Optional.of(String.valueOf(e.getMessage())),
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());
    }
  }
}
