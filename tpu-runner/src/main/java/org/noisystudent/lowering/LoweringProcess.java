package org.noisystudent.lowering;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.noisystudent.process.JavaProcess;
import org.noisystudent.process.TemporaryFolder;
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
    try (TemporaryFolder folder = TemporaryFolder.create("lowering")) {
      return lower(call, folder.path());
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
    // XLA reads it once: the user's own does not get there
    String flags =
        "--xla_dump_to=%s --xla_dump_hlo_as_proto --xla_dump_hlo_module_re=.*%s.*"
            .formatted(dump, call.function());
    try (JavaProcess process =
        JavaProcess.start(
            LoweringMain.class,
            options.heapMegabytes(),
            Map.of("XLA_FLAGS", flags),
            folder.resolve("log.txt"),
            List.of(folder.toString()))) {
      Optional<byte[]> module = await(process, dump, call.function());
      if (module.isPresent()) {
        return module.get();
      }
      throw failure(process, folder);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a step was lowered", e);
    }
  }

  /** Returns the module, or nothing once the process has ended without one. */
  private Optional<byte[]> await(JavaProcess process, Path dump, String function)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + options.timeLimit().toNanos();
    while (true) {
      boolean ended = process.endsWithin(POLL_MILLIS);
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

  private static String readable(Duration time) {
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

  private static UserErrorException failure(JavaProcess process, Path folder) throws IOException {
    Path error = folder.resolve(LoweringMain.ERROR);
    if (process.exitCode() == LoweringMain.FAILED && Files.exists(error)) {
      return LoweringFailure.of(Files.readString(error));
    }
    return new UserErrorException(
        Kind.DEVICE,
        "the step was not lowered: its process ended with exit code %d; its last lines: %s"
            .formatted(process.exitCode(), process.lastLines()));
  }
}
