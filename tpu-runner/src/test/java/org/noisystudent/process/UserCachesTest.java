package org.noisystudent.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class UserCachesTest {
  @Test
  void areWhereTheDesktopKeepsCaches() {
    assertEquals(
        Path.of("/c/noisystudent"),
        UserCaches.folder(Map.of("XDG_CACHE_HOME", "/c", "HOME", "/home/ada")));
    assertEquals(
        Path.of("/home/ada/.cache/noisystudent"), UserCaches.folder(Map.of("HOME", "/home/ada")));
  }

  @Test
  void takeNoRelativeFolder() {
    assertEquals(
        Path.of("/home/ada/.cache/noisystudent"),
        UserCaches.folder(Map.of("XDG_CACHE_HOME", "caches", "HOME", "/home/ada")));
  }
}
