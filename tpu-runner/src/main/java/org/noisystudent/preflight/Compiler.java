package org.noisystudent.preflight;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.preflight.CompileMain.Answer;
import org.noisystudent.preflight.CompileMain.Request;
import org.noisystudent.process.JavaProcess;
import org.noisystudent.process.TemporaryFolder;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;

/**
 * Compiles for devices that are not there, in a process of its own that is ended when it takes more
 * memory or time than it may: a crash of the plugin, too, is an answer.
 */
public final class Compiler {
  private static final long POLL_MILLIS = 100;

  /** Holds two copies of a module of a hundred megabytes. */
  private static final int HEAP_MEGABYTES = 1024;

  private final Path plugin;
  private final PluginTrust trust;
  private final Limits limits;

  /**
   * How far a compile may go.
   *
   * @param hostBytes memory of its process
   * @param time that it takes
   */
  public record Limits(long hostBytes, Duration time) {
    /** Refuses limits that allow nothing. */
    public Limits {
      if (hostBytes <= 0) {
        throw new IllegalArgumentException("hostBytes (" + hostBytes + ") must be > 0");
      }
      if (time.isNegative() || time.isZero()) {
        throw new IllegalArgumentException("time (" + time + ") must be > 0");
      }
    }
  }

  /** Creates a compiler that uses a plugin's library. */
  public Compiler(Path plugin, PluginTrust trust, Limits limits) {
    this.plugin = plugin;
    this.trust = trust;
    this.limits = limits;
  }

  /**
   * Compiles a module for the first devices of a topology; one that by {@link HostEstimate} would
   * take more memory of this machine than it may is not begun.
   *
   * @param hlo an {@code HloModuleProto}
   * @throws UserErrorException of kind DEVICE if the plugin cannot be used
   */
  public Compilation compile(byte[] hlo, Topology topology, int replicas) {
    long estimate = topology.hostEstimate(hlo).orElse(0);
    if (estimate > limits.hostBytes()) {
      String why =
          "not begun: the compile is estimated to take %.1f GB of host memory, and it may take %.1f GB"
              .formatted(estimate / 1e9, limits.hostBytes() / 1e9);
      return Compilation.without(Outcome.HOST_ESTIMATE, why, 0, 0);
    }
    try (TemporaryFolder folder = TemporaryFolder.create("compile")) {
      Path module = Files.write(folder.path().resolve("module.hlo"), hlo);
      Request request =
          new Request(
              plugin.toString(),
              trust,
              topology.pluginName(),
              topology.chip().gpu(),
              topology.devices(),
              replicas,
              module.toString());
      Path asked = Files.write(folder.path().resolve("request.json"), Json.document(request));
      return run(folder.path(), asked).within(topology.chip().memoryBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a step was compiled", e);
    }
  }

  private Compilation run(Path folder, Path request) throws IOException, InterruptedException {
    Path answer = folder.resolve("answer.json");
    long start = System.nanoTime();
    long peak = 0;
    try (JavaProcess process =
        JavaProcess.start(
            CompileMain.class,
            HEAP_MEGABYTES,
            Map.of(),
            folder.resolve("log.txt"),
            List.of(request.toString(), answer.toString()))) {
      while (!process.endsWithin(POLL_MILLIS)) {
        peak = Math.max(peak, process.residentBytes());
        if (peak > limits.hostBytes()) {
          String why =
              "ended: it took more host memory than the %.1f GB that it may"
                  .formatted(limits.hostBytes() / 1e9);
          return Compilation.without(Outcome.HOST_MEMORY, why, since(start), peak);
        }
        if (System.nanoTime() - start > limits.time().toNanos()) {
          String why =
              "ended: it took more time than the %d s that it may"
                  .formatted(limits.time().toSeconds());
          return Compilation.without(Outcome.TIME_LIMIT, why, since(start), peak);
        }
      }
      if (!Files.exists(answer)) {
        String why =
            "the compiler's process ended with exit code %d: %s"
                .formatted(process.exitCode(), process.lastLines());
        return Compilation.without(Outcome.COMPILER_ERROR, why, since(start), peak);
      }
      return read(answer, since(start), peak);
    }
  }

  private static Compilation read(Path file, double seconds, long peak) throws IOException {
    Answer answer = Json.read("answer", Files.readAllBytes(file), Answer.class);
    if (answer.unusable().isPresent()) {
      throw new UserErrorException(Kind.DEVICE, answer.unusable().get());
    }
    return new Compilation(
        answer.outcome().orElseThrow(),
        answer.message(),
        answer.memory(),
        answer.flops(),
        answer.bytesAccessed(),
        seconds,
        peak);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
