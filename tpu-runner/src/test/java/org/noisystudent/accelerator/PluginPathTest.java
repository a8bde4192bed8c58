package org.noisystudent.accelerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

final class PluginPathTest {
  @TempDir private Path folder;

  private Path library(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, name);
  }

  private static DeviceConfig config(DeviceConfig.Type type, String plugin) {
    return DeviceConfig.of(type, 0, plugin, List.of());
  }

  @Test
  void theConfigComesBeforeTheEnvironment() throws IOException {
    Path given = library("given.so");
    Path named = library("named.so");
    Map<String, String> environment = Map.of("NOISYSTUDENT_PJRT_PLUGIN", named.toString());
    for (DeviceConfig.Type type : List.of(DeviceConfig.Type.TPU, DeviceConfig.Type.PJRT)) {
      assertEquals(given, PluginPath.of(config(type, given.toString()), environment));
      assertEquals(named, PluginPath.of(config(type, ""), environment));
    }
  }

  @Test
  void aTpuTakesTheLibtpuThatWasFetched() throws IOException {
    Path fetched = library("noisystudent/pjrt/libtpu-0.0.42.1/libtpu/libtpu.so");
    Map<String, String> environment = Map.of("XDG_CACHE_HOME", folder.toString());
    assertEquals(fetched, PluginPath.of(config(DeviceConfig.Type.TPU, ""), environment));
  }

  @Test
  void aTpuWithoutOneSaysHowToFetchIt() {
    Map<String, String> environment = Map.of("XDG_CACHE_HOME", folder.toString());
    UserErrorException error =
        assertThrows(
            UserErrorException.class,
            () -> PluginPath.of(config(DeviceConfig.Type.TPU, ""), environment));
    assertEquals(Kind.DEVICE, error.kind());
    assertTrue(error.getMessage().contains("bin/fetch-pjrt-plugin tpu"), error.getMessage());
  }

  @Test
  void anyOtherPluginMustBeNamed() {
    UserErrorException error =
        assertThrows(
            UserErrorException.class,
            () ->
                PluginPath.of(
                    config(DeviceConfig.Type.PJRT, ""), Map.of("HOME", folder.toString())));
    assertEquals(Kind.DEVICE, error.kind());
    assertTrue(
        error.getMessage().startsWith("device.plugin, or --plugin, must name the library"),
        error.getMessage());
  }
}
