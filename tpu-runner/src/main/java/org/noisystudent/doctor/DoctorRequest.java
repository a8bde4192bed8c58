package org.noisystudent.doctor;

import java.util.List;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.pjrt.PluginTrust;

/**
 * What is examined.
 *
 * @param type of the device
 * @param plugin library of the PJRT plugin; empty = as a config that names none has it
 * @param trust which plugins are loaded
 * @param replicas devices that run the steps together
 * @param clientOptions options of the plugin's client, {@code name=value}
 */
public record DoctorRequest(
    DeviceConfig.Type type,
    String plugin,
    PluginTrust trust,
    int replicas,
    List<String> clientOptions) {
  /** Copies the options. */
  public DoctorRequest {
    clientOptions = List.copyOf(clientOptions);
  }

  DeviceConfig config() {
    return DeviceConfig.of(type, replicas, plugin, clientOptions);
  }
}
