package org.noisystudent.accelerator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.TrainingInput;
import org.noisystudent.device.Device;
import org.noisystudent.device.DeviceFailedException;
import org.noisystudent.device.PipelineBatches;
import org.noisystudent.export.TrainedNetwork;
import org.noisystudent.lowering.Lowering;
import org.noisystudent.lowering.LoweringOptions;
import org.noisystudent.model.Architecture;
import org.noisystudent.pjrt.CompiledPrograms;
import org.noisystudent.pjrt.PjrtClient;
import org.noisystudent.pjrt.PjrtDevice;
import org.noisystudent.pjrt.PjrtException;
import org.noisystudent.pjrt.PjrtPlugin;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.ModelVariables;
import org.noisystudent.savedmodel.SavedModelClassifier;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.selftraining.Devices;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.train.TrainStep;

/** The devices of a PJRT plugin that this process drives. */
public final class AcceleratorDevices implements Devices {
  private final DeviceConfig config;
  private final PjrtPlugin plugin;
  private final PjrtClient client;
  private final Accelerator accelerator;
  private final Lowering lowering;

  /**
   * Loads the plugin and connects to its devices.
   *
   * @throws UserErrorException of kind DEVICE if there is no plugin, it is not trusted, or there
   *     are fewer devices than replicas
   */
  public AcceleratorDevices(DeviceConfig config, PluginTrust trust) {
    this.config = config;
    this.plugin = PjrtPlugin.load(PluginPath.of(config), trust);
    LoweringOptions options = LoweringOptions.defaults();
    this.lowering = new Lowering(options);
    this.client = connect(plugin, config);
    try {
      this.accelerator =
          new Accelerator(
              client,
              new CompiledPrograms(
                  new LocalRunStorage(options.cache().resolveSibling("compiled")), plugin),
              replicas(config, client),
              Duration.ofSeconds(config.waitSeconds()));
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /** Returns the plugin. */
  public PjrtPlugin plugin() {
    return plugin;
  }

  /** Returns the connection to the devices; it stays this object's. */
  public PjrtClient client() {
    return client;
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

  private static List<PjrtDevice> replicas(DeviceConfig config, PjrtClient client) {
    List<PjrtDevice> devices = client.addressableDevices();
    if (devices.isEmpty() || config.replicas() > devices.size()) {
      throw new UserErrorException(
          Kind.DEVICE,
          "device.replicas (%d) must be at most the devices that there are, %d of platform %s"
              .formatted(config.replicas(), devices.size(), client.platformName()));
    }
    return config.replicas() == 0 ? devices : devices.subList(0, config.replicas());
  }

  @Override
  public int replicas() {
    return accelerator.replicas();
  }

  @Override
  public Device open(TrainStep step, TrainingInput input, CorruptRecords corrupt) {
    return orUserError(
        () ->
            new AcceleratorDevice(
                accelerator,
                step,
                AcceleratorDevice.Modules.of(lowering, step, config.stepsPerCall()),
                PipelineBatches.of(input, corrupt)));
  }

  @Override
  public Classifier open(Path savedModel, Trust trust) {
    if (config.models() == DeviceConfig.Models.CPU) {
      return SavedModelClassifier.load(savedModel, trust, config.threads());
    }
    return orUserError(
        () -> {
          AcceleratorClassifier classifier =
              new AcceleratorClassifier(
                  accelerator, batch -> lowering.lower(savedModel, trust, batch));
          try (ModelVariables variables =
              ModelVariables.read(savedModel, trust, classifier.variableNames())) {
            classifier.load(variables.byName());
            return classifier;
          } catch (RuntimeException e) {
            classifier.close();
            throw e;
          }
        });
  }

  @Override
  public TrainedNetwork open(Architecture architecture, EvaluationCrop crop) {
    return orUserError(
        () -> new AcceleratorClassifier(accelerator, batch -> lowering.lower(architecture, batch)));
  }

  private static <T> T orUserError(Opening<T> opening) {
    try {
      return opening.open();
    } catch (DeviceFailedException e) {
      throw new UserErrorException(Kind.DEVICE, e.getMessage(), e);
    }
  }

  /** Something that is opened on the devices. */
  @FunctionalInterface
  private interface Opening<T> {
    T open();
  }

  @Override
  public void close() {
    client.close();
  }
}
