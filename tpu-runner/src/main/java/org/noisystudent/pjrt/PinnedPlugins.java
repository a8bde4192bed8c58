package org.noisystudent.pjrt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** The plugins of {@code plugins.properties}: known by the SHA-256 of their library. */
final class PinnedPlugins {
  /** How a user gets a plugin. */
  static final String HOW_TO_GET_ONE =
      "bin/fetch-pjrt-plugin cpu|tpu|cuda12 installs one and prints its path";

  private static final String FILE = "plugins.properties";
  private static final List<String> NAMES = List.of("cpu", "tpu", "cuda12");

  private final Properties properties = new Properties();

  PinnedPlugins() {
    try (InputStream in = PinnedPlugins.class.getResourceAsStream(FILE)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the SHA-256 of the library of a plugin: {@code cpu}, {@code tpu}, {@code cuda12}. */
  String sha256(String name) {
    return properties.getProperty(name + ".librarySha256");
  }

  /** Returns package and version of the plugin with a library's SHA-256, if it is a pinned one. */
  Optional<String> version(String sha256) {
    return NAMES.stream()
        .filter(name -> sha256.equals(sha256(name)))
        .findFirst()
        .map(name -> labelOf(name, " "));
  }

  private String labelOf(String name, String between) {
    return properties.getProperty(name + ".package")
        + between
        + properties.getProperty(name + ".version");
  }

  /** Returns where {@code bin/fetch-pjrt-plugin} installs a plugin's library. */
  Path installed(String name, Path caches) {
    return caches
        .resolve("pjrt")
        .resolve(labelOf(name, "-"))
        .resolve(properties.getProperty(name + ".library"));
  }

  /** Refuses a library that is not one of the pinned ones. */
  void require(Path library, String sha256) {
    if (NAMES.stream().noneMatch(name -> sha256.equals(sha256(name)))) {
      throw new UserErrorException(
          Kind.DEVICE,
          "PJRT plugin %s (sha256 %s) must be one that this program knows, for it is native code:"
                  .formatted(library, sha256)
              + " %s; --trust-plugin takes this one all the same".formatted(HOW_TO_GET_ONE));
    }
  }
}
