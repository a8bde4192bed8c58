package org.noisystudent.accelerator;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.pjrt.InstalledPlugin;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Where the library of a PJRT plugin is: as the config says, or else the environment. */
final class PluginPath {
  private PluginPath() {}

  static Path of(DeviceConfig config) {
    return of(config, System.getenv());
  }

  static Path of(DeviceConfig config, Map<String, String> environment) {
    String path =
        config.plugin().isEmpty()
            ? environment.getOrDefault(InstalledPlugin.VARIABLE, "")
            : config.plugin();
    if (path.isEmpty()) {
      boolean tpu = config.type() == DeviceConfig.Type.TPU;
      throw new UserErrorException(
          Kind.DEVICE,
          "device.plugin must name the library of a PJRT plugin where device.type is %s: get it by bin/fetch-pjrt-plugin %s, or set %s"
              .formatted(
                  config.type().name().toLowerCase(Locale.ROOT),
                  tpu ? "tpu" : "cpu|tpu|cuda12",
                  InstalledPlugin.VARIABLE));
    }
    return Path.of(path);
  }
}
