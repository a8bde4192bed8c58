package org.noisystudent.accelerator;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.TrainingInput;
import org.noisystudent.device.Device;
import org.noisystudent.device.DeviceFailedException;
import org.noisystudent.device.PipelineBatches;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.export.TrainedNetwork;
import org.noisystudent.model.Architecture;
import org.noisystudent.pjrt.PjrtClient;
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
import org.noisystudent.train.TrainStep;

/** The devices of a PJRT plugin that this process drives, alone or together with others. */
public final class AcceleratorDevices implements Devices {
  private final DeviceConfig config;
  private final Connection connection;
  private final Accelerator together;
  private final Accelerator alone;
  private final Optional<DeviceSum> sum;
  private final ProcessGroup processes;

  /**
   * Loads the plugin and connects to its devices.
   *
   * @throws UserErrorException of kind DEVICE if there is no plugin, it is not trusted, or its
   *     devices are not those that the config asks for
   */
  public AcceleratorDevices(DeviceConfig config, PluginTrust trust) {
    this(config, Connection.open(config, trust));
  }

  /** Creates the devices of a connection, which this ends. */
  AcceleratorDevices(DeviceConfig config, Connection connection) {
    Duration limit = Duration.ofSeconds(config.waitSeconds());
    this.config = config;
    this.connection = connection;
    this.together = new Accelerator(connection.together(), limit);
    this.alone = new Accelerator(connection.alone(), limit);
    this.sum =
        together.process().count() == 1 ? Optional.empty() : Optional.of(new DeviceSum(together));
    this.processes = sum.map(all -> all.barrier(limit.dividedBy(3))).orElseGet(ProcessGroup::one);
  }

  /** Returns the plugin. */
  public PjrtPlugin plugin() {
    return connection.plugin();
  }

  /** Returns the connection to the devices; it stays this object's. */
  public PjrtClient client() {
    return connection.client();
  }

  @Override
  public int replicas() {
    return together.replicas() * together.process().count();
  }

  @Override
  public ProcessGroup processes() {
    return processes;
  }

  @Override
  public Device open(TrainStep step, TrainingInput input, CorruptRecords corrupt) {
    return orUserError(
        () -> {
          StepModules modules = StepModules.of(connection.lowering(), step, config.stepsPerCall());
          // each process lowers and compiles them for itself
          processes().agree("the programs of a step", hash(modules));
          TrainingInput own = input.of(together.process());
          return new AcceleratorDevice(
              together, processes(), step, modules, PipelineBatches.of(own, corrupt));
        });
  }

  private static String hash(StepModules modules) {
    Hasher hasher = Hashing.sha256().newHasher().putBytes(modules.one().hlo());
    modules.several().ifPresent(module -> hasher.putBytes(module.hlo()));
    return hasher.hash().toString();
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
                  alone,
                  replicas(),
                  batch -> connection.lowering().lower(savedModel, trust, batch));
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
        () ->
            new AcceleratorClassifier(
                alone, replicas(), batch -> connection.lowering().lower(architecture, batch)));
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
    sum.ifPresent(DeviceSum::close);
    boolean mayNeverEnd = together.isLost() && together.process().count() > 1;
    if (!mayNeverEnd) {
      connection.end().run();
    }
  }
}
