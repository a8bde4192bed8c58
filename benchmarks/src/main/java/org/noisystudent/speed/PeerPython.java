package org.noisystudent.speed;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.noisystudent.process.UserCaches;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * A Python with the packages of a peer, in an environment of its own among the user's caches;
 * installed with pip at the first use.
 *
 * @param packages {@code name==version}
 * @param bare the same, of which only some modules are used: without what the rest of them needs
 * @param environment what makes it fast: memory that it keeps, as ours does
 */
record PeerPython(
    String name, List<String> packages, List<String> bare, Map<String, String> environment) {
  /** Of what names an environment. */
  static final int HASH_LENGTH = 12;

  private static final long INSTALL_MINUTES = 30;
  private static final Path SCRIPTS = Path.of("benchmarks", "peers");

  static final PeerPython TENSORFLOW =
      new PeerPython(
          "tensorflow",
          List.of("tensorflow-cpu==2.18.1"),
          List.of("tf-models-official==2.20.0"),
          Map.of("TF_CPU_ALLOCATOR_USE_BFC", "true"));

  static final PeerPython PYTORCH =
      new PeerPython(
          "pytorch",
          List.of(
              "torch==2.15.0",
              "timm==1.0.31",
              "onnx==1.23.2",
              "onnxscript==0.7.2",
              "onnxruntime==1.32.0",
              "openvino==2026.4.1"),
          List.of(),
          Map.of(
              "MALLOC_MMAP_MAX_",
              "0",
              "MALLOC_ARENA_MAX",
              "1",
              "MALLOC_TRIM_THRESHOLD_",
              "4000000000",
              "MALLOC_TOP_PAD_",
              "67108864"));

  static final PeerPython JAX =
      new PeerPython("jax", List.of("jax==0.10.2", "keras==3.15.1"), List.of(), Map.of());

  /** Copies the packages and the environment. */
  PeerPython {
    packages = List.copyOf(packages);
    bare = List.copyOf(bare);
    environment = Map.copyOf(environment);
  }

  /**
   * Returns a command that runs a script of {@code benchmarks/peers}.
   *
   * @throws UserErrorException if the packages cannot be installed
   */
  List<String> command(String script, List<String> arguments) {
    Path file = SCRIPTS.resolve(script);
    if (!Files.isRegularFile(file)) {
      throw new UserErrorException(
          Kind.USAGE, file + " must be there: start this benchmark in the folder of the project");
    }
    List<String> command = new ArrayList<>(List.of(installed().toString()));
    command.add(file.toString());
    command.addAll(arguments);
    return command;
  }

  private Path installed() {
    String hash =
        Hashing.sha256()
            .hashString(packages + " " + bare, StandardCharsets.UTF_8)
            .toString()
            .substring(0, HASH_LENGTH);
    Path folder = UserCaches.folder().resolve("peers").resolve(name + "-" + hash);
    Path done = folder.resolve("installed");
    Path python = folder.resolve("bin/python");
    if (Files.exists(done)) {
      return python;
    }
    Path log = folder.resolveSibling(folder.getFileName() + ".log");
    try {
      Files.createDirectories(folder);
      install(List.of("python3", "-m", "venv", folder.toString()), log);
      List<String> pip =
          List.of(python.toString(), "-m", "pip", "install", "--disable-pip-version-check");
      install(Stream.concat(pip.stream(), packages.stream()).toList(), log);
      for (String alone : bare) {
        install(Stream.concat(pip.stream(), Stream.of("--no-deps", alone)).toList(), log);
      }
      Files.createFile(done);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return python;
  }

  /**
   * Runs a command that makes a peer ready.
   *
   * @param log takes what it prints, after what is there
   * @throws UserErrorException if it fails
   */
  static void install(List<String> command, Path log) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    try {
      if (process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
    throw new UserErrorException(
        Kind.DATA,
        "a peer was not installed: %s: see %s".formatted(String.join(" ", command), log));
  }
}
