package org.noisystudent.selftraining;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.TrainingInput;
import org.noisystudent.device.Device;
import org.noisystudent.device.PipelineBatches;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.device.SessionDevice;
import org.noisystudent.export.TrainedNetwork;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.Replication;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.train.TrainStep;
import org.noisystudent.workers.WorkerCluster;
import org.noisystudent.workers.Workers;

/**
 * The CPUs or GPUs of several workers, of which this process drives one: each is a replica of the
 * steps. Models are asked in sessions of this process alone.
 */
public final class WorkerDevices implements Devices {
  private final DeviceConfig config;
  private final Workers workers;
  private final SessionDevices alone;

  /**
   * Starts this process's server, and waits until those of the others are there.
   *
   * @param log is told of what is waited for
   * @throws UserErrorException if the config's device is none that a worker drives, or the workers
   *     do not come together
   */
  public WorkerDevices(DeviceConfig config, WorkerCluster cluster, Consumer<String> log) {
    int count = cluster.addresses().size();
    String type = config.type().name().toLowerCase(Locale.ROOT);
    if (config.isPjrt()) {
      throw usage(
          "device.type (%s) must be cpu or gpu for workers: the processes of a pod find each other by their devices"
              .formatted(type));
    }
    if (config.type() == DeviceConfig.Type.CPU && config.xla()) {
      throw usage("device.xla (true) must be false for workers: XLA cannot sum over them");
    }
    if (config.replicas() != 0 && config.replicas() != count) {
      throw usage(
          "device.replicas (%d) must be 0 or the number of workers (%d)"
              .formatted(config.replicas(), count));
    }
    this.config = config;
    this.alone = new SessionDevices(config.withReplicas(1));
    this.workers = Workers.start(cluster, config, log);
  }

  private static UserErrorException usage(String message) {
    return new UserErrorException(Kind.USAGE, message);
  }

  @Override
  public int replicas() {
    return processes().share().count();
  }

  @Override
  public Replication replication(String batchNormReplicas) {
    return Replication.of(replicas(), batchNormReplicas, workers.sums());
  }

  @Override
  public ProcessGroup processes() {
    return workers.processes();
  }

  @Override
  public Device open(TrainStep step, TrainingInput input, CorruptRecords corrupt) {
    TrainingInput own = input.of(processes().share());
    return new SessionDevice(step, PipelineBatches.of(own, corrupt), config.type(), false, workers);
  }

  @Override
  public Classifier open(Path savedModel, Trust trust) {
    return alone.open(savedModel, trust);
  }

  @Override
  public TrainedNetwork open(Architecture architecture, EvaluationCrop crop) {
    return alone.open(architecture, crop);
  }

  @Override
  public void close() {
    workers.close();
    alone.close();
  }
}
