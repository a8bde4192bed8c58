package org.noisystudent.accelerator;

import java.util.Locale;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.lowering.Lowering;
import org.noisystudent.lowering.LoweringOptions;
import org.noisystudent.pjrt.CompiledPrograms;
import org.noisystudent.pjrt.PjrtClient;
import org.noisystudent.pjrt.PjrtDevice;
import org.noisystudent.pjrt.PjrtException;
import org.noisystudent.pjrt.PjrtPlugin;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.LocalRunStorage;

/**
 * The replicas of a config, and what makes programs for them.
 *
 * @param plugin whose devices they are on
 * @param client of the plugin
 * @param lowering makes the programs
 * @param together replicas that run steps, those of other processes counted
 * @param alone this process's replicas, which ask models
 * @param end ends the connection; not called where a run with other processes failed, for it may
 *     wait for them: the end of the process ends the connection too
 */
record Connection(
    PjrtPlugin plugin,
    PjrtClient client,
    Lowering lowering,
    ReplicaGroup together,
    ReplicaGroup alone,
    Runnable end) {
  /**
   * Loads the plugin of a config and connects to its devices.
   *
   * @throws UserErrorException of kind DEVICE if there is no plugin, it is not trusted, or its
   *     devices are not those that the config asks for
   */
  static Connection open(DeviceConfig config, PluginTrust trust) {
    PjrtPlugin plugin = PjrtPlugin.load(PluginPath.of(config), trust);
    LoweringOptions options = LoweringOptions.defaults();
    PjrtClient client = connect(plugin, config);
    try {
      ProcessDevices devices =
          ProcessDevices.of(
              client.devices().stream().map(PjrtDevice::description).toList(),
              client.processIndex(),
              config.replicas(),
              client.platformName());
      CompiledPrograms programs =
          new CompiledPrograms(
              new LocalRunStorage(options.cache().resolveSibling("compiled")), plugin);
      return new Connection(
          plugin,
          client,
          new Lowering(options),
          ClientReplicas.of(client, programs, devices),
          ClientReplicas.alone(client, programs, devices),
          client::close);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static PjrtClient connect(PjrtPlugin plugin, DeviceConfig config) {
    try {
      return plugin.createClient(ClientOptions.parse(config.clientOptions()));
    } catch (PjrtException e) {
      throw new UserErrorException(
          Kind.DEVICE,
          "device.type (%s): the plugin finds no device: %s"
              .formatted(
                  config.type().name().toLowerCase(Locale.ROOT), UserErrorException.firstLine(e)),
          e);
    }
  }
}
