package org.noisystudent.cli;

import org.noisystudent.accelerator.AcceleratorDevices;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.selftraining.Devices;
import org.noisystudent.selftraining.SessionDevices;
import picocli.CommandLine.Option;

/** The options of every command that works on the device of a config. */
final class DeviceOptions {
  @Option(
      names = "--trust-plugin",
      description = "load the PJRT plugin of device.plugin even if it is none that is known")
  private boolean trustPlugin;

  /** Opens the devices of a config; the caller closes them. */
  Devices open(DeviceConfig config) {
    return open(config, PluginTrust.of(trustPlugin));
  }

  static Devices open(DeviceConfig config, PluginTrust trust) {
    return config.isPjrt() ? new AcceleratorDevices(config, trust) : new SessionDevices(config);
  }
}
