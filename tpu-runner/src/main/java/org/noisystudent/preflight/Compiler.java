package org.noisystudent.preflight;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.preflight.CompileMain.Answer;
import org.noisystudent.preflight.CompileMain.Request;
import org.noisystudent.process.JavaProcess;
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
   * Compiles a module for the first devices of a topology.
   *
   * @param hlo an {@code HloModuleProto}
   */
  public Compilation compile(byte[] hlo, Topology topology, int replicas) {
    try {
      Path folder = Files.createTempDirectory("compile");
      try {
        Path module = Files.write(folder.resolve("module.hlo"), hlo);
        Request request =
            new Request(plugin.toString(), trust, topology.name(), replicas, module.toString());
        Path asked = Files.write(folder.resolve("request.json"), Json.document(request));
        return run(folder, asked);
      } finally {
        delete(folder);
      }
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
          return ended("ended: it took more host memory than it may, " + limits, start, peak);
        }
        if (System.nanoTime() - start > limits.time().toNanos()) {
          return ended("ended: it took more time than it may, " + limits, start, peak);
        }
      }
      if (!Files.exists(answer)) {
        String why = "the compiler ended with exit code %d: %s";
        return ended(why.formatted(process.exitCode(), process.lastLines()), start, peak);
      }
      Answer read = Json.read("answer", Files.readAllBytes(answer), Answer.class);
      return new Compilation(
          read.refusal(), read.memory(), read.flops(), read.bytesAccessed(), since(start), peak);
    }
  }

  private static Compilation ended(String why, long start, long peak) {
    return new Compilation(
        Optional.of(why),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        since(start),
        peak);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
