package org.noisystudent.accelerator;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.pjrt.InstalledPlugin;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Where the library of a PJRT plugin is: as the config says, or else the environment; for a TPU,
 * else the libtpu that {@code bin/fetch-pjrt-plugin tpu} installed.
 */
public final class PluginPath {
  private PluginPath() {}

  /**
   * Returns the library of a device.
   *
   * @throws UserErrorException of kind DEVICE if none is named, or there is none of that name
   */
  public static Path of(DeviceConfig config) {
    return of(config, System.getenv());
  }

  static Path of(DeviceConfig config, Map<String, String> environment) {
    Optional<Path> given =
        Optional.of(config.plugin()).filter(path -> !path.isEmpty()).map(Path::of);
    boolean tpu = config.type() == DeviceConfig.Type.TPU;
    if (!tpu && given.isEmpty() && !environment.containsKey(InstalledPlugin.VARIABLE)) {
      throw new UserErrorException(
          Kind.DEVICE,
          "device.plugin, or --plugin, must name the library of a PJRT plugin where device.type is pjrt: get one by bin/fetch-pjrt-plugin cpu|tpu|cuda12, or set %s"
              .formatted(InstalledPlugin.VARIABLE));
    }
    return InstalledPlugin.library(given, tpu ? "tpu" : "cpu|tpu|cuda12", environment);
  }
}
