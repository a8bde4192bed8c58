package org.noisystudent.process;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where this program keeps what it can make or fetch again: {@code noisystudent} in the user's
 * folder of caches (XDG Base Directory Specification). {@code bin/fetch-pjrt-plugin} has the same.
 */
public final class UserCaches {
  private UserCaches() {}

  /** Returns the folder, which may not be there yet. */
  public static Path folder() {
    return folder(System.getenv());
  }

  /** Returns the folder of a user with some environment; a relative one does not count. */
  public static Path folder(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
        .filter(folder -> Path.of(folder).isAbsolute())
        .map(Path::of)
        .orElseGet(() -> home(environment).resolve(".cache"))
        .resolve("noisystudent");
  }

  private static Path home(Map<String, String> environment) {
    return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
  }
}
