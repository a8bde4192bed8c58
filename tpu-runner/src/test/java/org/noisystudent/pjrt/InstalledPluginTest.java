package org.noisystudent.pjrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.savedmodel.UserErrorException;

final class InstalledPluginTest {
  @TempDir private Path folder;

  private Path library(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, name);
  }

  @Test
  void takesWhatIsGivenThenTheEnvironmentThenWhatWasFetched() throws IOException {
    Path given = library("given.so");
    Path named = library("named.so");
    Path fetched = library("noisystudent/pjrt/libtpu-0.0.42.1/libtpu/libtpu.so");
    Map<String, String> caches = Map.of("XDG_CACHE_HOME", folder.toString());
    Map<String, String> both =
        Map.of(
            "XDG_CACHE_HOME", folder.toString(), "NOISYSTUDENT_PJRT_PLUGIN", named.toString());
    assertEquals(given, InstalledPlugin.find(Optional.of(given), "tpu", both).library());
    assertEquals(named, InstalledPlugin.find(Optional.empty(), "tpu", both).library());
    assertEquals(fetched, InstalledPlugin.find(Optional.empty(), "tpu", caches).library());
  }

  @Test
  void saysHowToGetAPluginThatIsNotThere() {
    Map<String, String> home = Map.of("HOME", folder.toString());
    UserErrorException error =
        assertThrows(
            UserErrorException.class,
            () -> InstalledPlugin.find(Optional.empty(), "cuda12", home));
    assertEquals(UserErrorException.Kind.DEVICE, error.kind());
    assertTrue(error.getMessage().contains("bin/fetch-pjrt-plugin cuda12"), error.getMessage());
    assertTrue(
        error.getMessage().contains(".cache/noisystudent/pjrt/jax-cuda12-pjrt-0.10.2"),
        error.getMessage());
  }

  @Test
  void doesNotKnowTheVersionOfALibraryThatIsNotPinned() throws IOException {
    Path other = library("other.so");
    InstalledPlugin plugin = InstalledPlugin.find(Optional.of(other), "tpu", Map.of());
    assertEquals(Optional.empty(), plugin.version());
    PinnedPlugins pinned = new PinnedPlugins();
    assertEquals(Optional.of("libtpu 0.0.42.1"), pinned.version(pinned.sha256("tpu")));
  }
}
