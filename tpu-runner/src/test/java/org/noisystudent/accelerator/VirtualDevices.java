package org.noisystudent.accelerator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.device.StepBatches;
import org.noisystudent.lowering.Lowering;
import org.noisystudent.lowering.LoweringOptions;
import org.noisystudent.pjrt.CompiledPrograms;
import org.noisystudent.pjrt.NamedValue;
import org.noisystudent.pjrt.PjrtClient;
import org.noisystudent.pjrt.PjrtPlugin;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.train.TrainStep;

/**
 * Eight virtual devices of the CPU's plugin; closed, they see to it that nothing of the plugin is
 * left open. Needs the path of {@code bin/fetch-pjrt-plugin cpu} in NOISYSTUDENT_PJRT_PLUGIN.
 */
final class VirtualDevices implements AutoCloseable {
  private static final int DEVICES = 8;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final PjrtPlugin plugin;
  private final PjrtClient client;
  private final CompiledPrograms programs;
  private final Lowering lowering;

  /**
   * Connects to the devices.
   *
   * @param cache folder of lowered and compiled programs
   */
  VirtualDevices(Path cache) {
    Path library =
        PluginPath.of(
            ConfigLoader.parse(
                    "data: {classes: 2}\nselfTraining: {students: []}\ndevice: {type: pjrt}",
                    "test")
                .device(),
            Map.copyOf(System.getenv()));
    plugin = PjrtPlugin.load(library, PluginTrust.PINNED);
    client = plugin.createClient(List.of(NamedValue.of("cpu_device_count", DEVICES)));
    programs = new CompiledPrograms(new LocalRunStorage(cache.resolve("compiled")), plugin);
    lowering = new Lowering(new LoweringOptions(cache.resolve("lowered"), LIMIT, 512));
  }

  /** Returns a training on as many devices as its step has replicas. */
  AcceleratorDevice open(TrainStep step, StepBatches.Source batches) {
    Accelerator accelerator =
        new Accelerator(
            client,
            programs,
            client.addressableDevices().subList(0, step.rows().replicas()),
            LIMIT);
    return new AcceleratorDevice(accelerator, step, lowering.lower(step), batches);
  }

  @Override
  public void close() {
    client.close();
    assertEquals(0, plugin.handles().total(), () -> "left open: " + plugin.handles().live());
  }
}
