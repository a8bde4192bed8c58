package org.noisystudent.speed;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.noisystudent.process.UserCaches;

/**
 * DJL with its PyTorch engine, in a JVM of its own; Maven fetches what it needs at the first use.
 * Its network is timm's, which Python writes as TorchScript.
 */
final class PeerDjl {
  private static final Path SOURCES = Path.of("benchmarks", "peers", "djl");

  private PeerDjl() {}

  /**
   * Returns how it is started.
   *
   * @param resolution side of the images, pixels
   * @param arguments of the program, but for the network
   */
  static Start start(int resolution, int classes, List<String> arguments) {
    Path pom = SOURCES.resolve("pom.xml");
    try {
      Hasher hasher = Hashing.sha256().newHasher();
      for (String file : List.of("djl/pom.xml", "torchscript.py", "timm_network.py")) {
        hasher.putBytes(Files.readAllBytes(SOURCES.resolveSibling(file)));
      }
      String hash = hasher.hash().toString().substring(0, PeerPython.HASH_LENGTH);
      Path folder =
          Files.createDirectories(UserCaches.folder().resolve("peers").resolve("djl-" + hash));
      Path log = folder.resolve("install.log");
      Path classPath =
          made(
              folder.resolve("classpath.txt"),
              file ->
                  List.of(
                      "mvn",
                      "-B",
                      "-q",
                      "-f",
                      pom.toString(),
                      "dependency:build-classpath",
                      "-Dmdep.outputFile=" + file),
              log);
      Path network =
          made(
              folder.resolve("b0-%d-%d.pt".formatted(resolution, classes)),
              file ->
                  PeerPython.PYTORCH.command(
                      "torchscript.py",
                      List.of(
                          String.valueOf(resolution), String.valueOf(classes), file.toString())),
              log);
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-cp", Files.readString(classPath, StandardCharsets.UTF_8).strip()));
      command.add(SOURCES.resolve("DjlInference.java").toString());
      command.addAll(arguments);
      command.add(network.toString());
      Map<String, String> environment = new HashMap<>(PeerPython.PYTORCH.environment());
      environment.put("DJL_CACHE_DIR", folder.resolve("natives").toString());
      return new Start(command, environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a file, which a command writes where it is missing; what is there is whole. */
  private static Path made(Path file, Function<Path, List<String>> command, Path log)
      throws IOException {
    if (!Files.exists(file)) {
      Path part = file.resolveSibling(file.getFileName() + ".part");
      PeerPython.install(command.apply(part), log);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return file;
  }
}
