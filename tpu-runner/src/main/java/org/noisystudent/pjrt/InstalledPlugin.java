package org.noisystudent.pjrt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * A plugin's library on this machine, not loaded.
 *
 * @param version package and version, of one that this program knows
 * @param sha256 of the library
 */
public record InstalledPlugin(Path library, Optional<String> version, String sha256) {
  /** Names the library where a command is not told. */
  public static final String VARIABLE = "NOISYSTUDENT_PJRT_PLUGIN";

  /**
   * Returns the library to use: the one that is given, or that the environment names, or else the
   * one that {@code bin/fetch-pjrt-plugin} installed.
   *
   * @param name as in {@code plugins.properties}: {@code cpu}, {@code tpu}, {@code cuda12}
   * @throws UserErrorException of kind DEVICE if there is none
   */
  public static InstalledPlugin find(Optional<Path> given, String name) {
    return find(given, name, System.getenv());
  }

  static InstalledPlugin find(Optional<Path> given, String name, Map<String, String> environment) {
    PinnedPlugins pinned = new PinnedPlugins();
    Path library =
        given
            .or(() -> Optional.ofNullable(environment.get(VARIABLE)).map(Path::of))
            .orElseGet(() -> pinned.installed(name, userCaches(environment)));
    if (!Files.isRegularFile(library)) {
      throw new UserErrorException(
          Kind.DEVICE,
          "PJRT plugin %s must be a file: get it by bin/fetch-pjrt-plugin %s, or name another one by --plugin or %s"
              .formatted(library, name, VARIABLE));
    }
    String sha256 = ContentHash.of(library);
    return new InstalledPlugin(library, pinned.version(sha256), sha256);
  }

  /** Returns the user's folder of caches, as the script has it. */
  private static Path userCaches(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "/tmp");
    return Path.of(environment.getOrDefault("XDG_CACHE_HOME", home + "/.cache"));
  }
}
