package org.noisystudent.lowering;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Lowers in a process of its own, whose XLA writes down every module before it compiles it. The
 * process is ended once the module is there whole: nothing is compiled for the CPU or run on it,
 * and a crash is an answer.
 *
 * <p>XLA reads its options from {@code XLA_FLAGS}: that of the user is not passed on.
 */
final class LoweringProcess {
  private static final long POLL_MILLIS = 20;
  private static final int SHOWN_LINES = 8;
  private static final String DUMP = "dump";
  private static final String DUMPED = ".before_optimizations.hlo.pb";

  private final LoweringOptions options;

  LoweringProcess(LoweringOptions options) {
    this.options = options;
  }

  /**
   * Returns the module of a call.
   *
   * @throws UserErrorException of kind DEVICE if TensorFlow cannot lower it, or not in time
   */
  byte[] lower(StepCall call) {
    try {
      Path folder = Files.createTempDirectory("lowering");
      try {
        return lower(call, folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] lower(StepCall call, Path folder) throws IOException {
    Path graph = folder.resolve(LoweringMain.GRAPH);
    try (var stream = Files.newOutputStream(graph)) {
      call.graph().writeTo(stream);
    }
    Path dump = Files.createDirectory(folder.resolve(DUMP));
    Path log = folder.resolve("log.txt");
    Process process = start(folder, dump, log, call.function());
    try {
      Optional<byte[]> module = await(process, dump, call.function());
      if (module.isPresent()) {
        return module.get();
      }
      throw failure(process, folder, log);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a step was lowered", e);
    } finally {
      end(process);
    }
  }

  private Process start(Path folder, Path dump, Path log, String function) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + options.heapMegabytes() + "m", "-XX:+UseSerialGC"));
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            LoweringMain.class.getName(),
            folder.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    builder
        .environment()
        .put(
            "XLA_FLAGS",
            "--xla_dump_to=%s --xla_dump_hlo_as_proto --xla_dump_hlo_module_re=.*%s.*"
                .formatted(dump, function));
    builder.environment().putIfAbsent("TF_CPP_MIN_LOG_LEVEL", "2");
    return builder.start();
  }

  /** Returns the module, or nothing once the process has ended without one. */
  private Optional<byte[]> await(Process process, Path dump, String function)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + options.timeLimit().toNanos();
    while (true) {
      boolean ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
      Optional<byte[]> module = dumped(dump, function);
      if (module.isPresent() || ended) {
        return module;
      }
      if (System.nanoTime() > deadline) {
        throw new UserErrorException(
            Kind.DEVICE,
            "the step was not lowered within %s: allow more time, or make the step smaller"
                .formatted(readable(options.timeLimit())));
      }
    }
  }

  private static String readable(java.time.Duration time) {
    return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }

  /** Returns the module of the function once it is whole. */
  private static Optional<byte[]> dumped(Path dump, String function) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(dump, "*" + DUMPED)) {
      for (Path file : files) {
        if (file.getFileName().toString().contains(function)) {
          Optional<byte[]> module = DumpedModule.read(file);
          if (module.isPresent()) {
            return module;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static UserErrorException failure(Process process, Path folder, Path log)
      throws IOException {
    Path error = folder.resolve(LoweringMain.ERROR);
    if (process.exitValue() == LoweringMain.FAILED && Files.exists(error)) {
      return LoweringFailure.of(Files.readString(error));
    }
    List<String> lines = Files.readAllLines(log);
    List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
    return new UserErrorException(
        Kind.DEVICE,
        "the step was not lowered: its process ended with exit code %d; its last lines: %s"
            .formatted(process.exitValue(), String.join(" | ", last)));
  }

  private static void end(Process process) {
    process.destroyForcibly();
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
