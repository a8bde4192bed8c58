package org.noisystudent.speed;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
      Path classPath = folder.resolve("classpath.txt");
      Path log = folder.resolve("install.log");
      if (!Files.exists(classPath)) {
        PeerPython.install(
            List.of(
                "mvn",
                "-B",
                "-q",
                "-f",
                pom.toString(),
                "dependency:build-classpath",
                "-Dmdep.outputFile=" + classPath),
            log);
      }
      Path network = folder.resolve("b0-%d-%d.pt".formatted(resolution, classes));
      if (!Files.exists(network)) {
        PeerPython.install(
            PeerPython.PYTORCH.command(
                "torchscript.py",
                List.of(String.valueOf(resolution), String.valueOf(classes), network.toString())),
            log);
      }
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
}
