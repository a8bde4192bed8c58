package org.noisystudent.pjrt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.noisystudent.process.UserCaches;
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
    return of(library(given, name, environment));
  }

  /** Returns what a library is, which must be there. */
  public static InstalledPlugin of(Path library) {
    String sha256 = ContentHash.of(library);
    return new InstalledPlugin(library, new PinnedPlugins().version(sha256), sha256);
  }

  /**
   * Returns the library that {@link #find} finds, which is there.
   *
   * @throws UserErrorException of kind DEVICE if there is none
   */
  public static Path library(Optional<Path> given, String name, Map<String, String> environment) {
    Path library =
        given
            .or(
                () ->
                    Optional.ofNullable(environment.get(VARIABLE))
                        .filter(named -> !named.isEmpty())
                        .map(Path::of))
            .orElseGet(() -> new PinnedPlugins().installed(name, UserCaches.folder(environment)));
    if (!Files.isRegularFile(library)) {
      throw new UserErrorException(
          Kind.DEVICE,
          "PJRT plugin %s must be a file: get it by bin/fetch-pjrt-plugin %s, or name another one by --plugin or %s"
              .formatted(library, name, VARIABLE));
    }
    return library;
  }
}
