package org.noisystudent.accelerator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.noisystudent.augment.Augmentation;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.config.TrainConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.DataSets;
import org.noisystudent.data.DataSplit;
import org.noisystudent.data.ImageSources;
import org.noisystudent.data.TrainingInput;
import org.noisystudent.device.Device;
import org.noisystudent.device.DeviceFactory;
import org.noisystudent.device.PipelineBatches;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.device.VariableValues;
import org.noisystudent.lowering.Lowering;
import org.noisystudent.lowering.LoweringOptions;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.model.MemorySaving;
import org.noisystudent.model.Replication;
import org.noisystudent.pjrt.CompiledPrograms;
import org.noisystudent.pjrt.InstalledPlugin;
import org.noisystudent.pjrt.NamedValue;
import org.noisystudent.pjrt.PjrtClient;
import org.noisystudent.pjrt.PjrtPlugin;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.train.LearningRate;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep;
import org.noisystudent.train.TrainStep.Metric;

/**
 * The quickstart's student in small form, on its real images; the true labels of the unlabeled ones
 * stand for a teacher's.
 */
final class Quickstart implements AutoCloseable {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final int DEVICES = 8;

  private final Path folder;
  private final ExperimentConfig experiment;
  private final PjrtPlugin plugin;
  private final PjrtClient client;

  /** Loads the plugin of the environment with eight virtual devices. */
  Quickstart(Path folder, String... overrides) {
    this.folder = folder;
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.labeled.images=" + file("train-images-idx3"),
                "data.labeled.labels=" + file("train-labels-idx1"),
                "data.test={format: none, images: '', labels: ''}",
                "evaluation.split=validation",
                "data.validationImages=5000"));
    all.addAll(List.of(overrides));
    experiment = ConfigLoader.load(ROOT.resolve("configs/quickstart.yaml"), all);
    plugin = PjrtPlugin.load(Path.of(System.getenv(InstalledPlugin.VARIABLE)), PluginTrust.PINNED);
    client = plugin.createClient(List.of(NamedValue.of("cpu_device_count", DEVICES)));
  }

  private static Path file(String name) {
    return ROOT.resolve("test-data/fashion-mnist/" + name + "-ubyte.gz");
  }

  /** Returns the plugin. */
  PjrtPlugin plugin() {
    return plugin;
  }

  Architecture network() {
    return Architecture.of(student().model(), experiment.data().classes());
  }

  TrainConfig train() {
    return student().train();
  }

  private TrainingConfig student() {
    return experiment.selfTraining().students().get(0);
  }

  /** Returns some of the virtual devices as replicas. */
  ReplicaGroup group(int replicas) {
    return group(0, replicas);
  }

  /** Returns some of the virtual devices, from one on, as replicas. */
  ReplicaGroup group(int first, int replicas) {
    return ClientReplicas.alone(
        client,
        new CompiledPrograms(new LocalRunStorage(folder.resolve("compiled")), plugin),
        client.addressableDevices().subList(first, first + replicas));
  }

  /** Returns an accelerator of some of the virtual devices. */
  Accelerator accelerator(int replicas) {
    return new Accelerator(group(replicas), Duration.ofMinutes(2));
  }

  Lowering lowering() {
    return new Lowering(
        new LoweringOptions(folder.resolve("lowered"), Duration.ofMinutes(5), 1024));
  }

  /** Returns the session's device. */
  Device session() {
    CorruptRecords corrupt = corrupt();
    return DeviceFactory.session(DeviceConfig.cpu(false, 2))
        .open(step(Replication.one()), input(corrupt), corrupt);
  }

  /** Returns a device of replicas. */
  AcceleratorDevice replicas(int count, String batchNorm) {
    return replicas(group(count), batchNorm);
  }

  /** Returns the device of a process that drives some of a group's replicas. */
  AcceleratorDevice replicas(ReplicaGroup group, String batchNorm) {
    CorruptRecords corrupt = corrupt();
    TrainStep step = step(Replication.of(group.count(), batchNorm));
    return new AcceleratorDevice(
        new Accelerator(group, Duration.ofMinutes(2)),
        ProcessGroup.one(),
        step,
        lowering().lower(step),
        PipelineBatches.of(input(corrupt).of(group.process()), corrupt));
  }

  /** Returns weights that have learned for some steps; the caller's to close. */
  VariableValues learned(int steps) {
    try (Device session = session()) {
      session.initialize(1);
      losses(session, 0, steps);
      return session.read();
    }
  }

  private static CorruptRecords corrupt() {
    return new CorruptRecords(0, line -> {});
  }

  private TrainStep step(Replication replication) {
    TrainingConfig student = student();
    return TrainStep.build(
        network(),
        student.train(),
        student.noise(),
        student.pseudoLabel().labels() == Labels.HARD,
        FrozenLayers.none(),
        Optional.empty(),
        replication,
        MemorySaving.of(student.train(), network(), true));
  }

  private TrainingInput input(CorruptRecords corrupt) {
    TrainingConfig student = student();
    DataSplit data =
        DataSets.split(
            experiment.data(), 1, new ImageSources(experiment.data(), Optional.empty(), corrupt));
    return new TrainingInput(
        data.labeled(),
        data.unlabeled(),
        student.train().labeledBatch(),
        student.train().unlabeledBatch(),
        network().classes(),
        network().resolution(),
        Augmentation.training(
            student.augment(), student.noise().randAugment(), network().resolution()),
        1,
        2,
        Optional.empty());
  }

  /** Returns the losses of some steps at the quickstart's learning rate. */
  List<Float> losses(Device device, int from, int to) {
    LearningRate rate = new LearningRate(train());
    device.seek(from);
    for (int i = from; i < to; i++) {
      float decay = StepInputs.emaDecayAt(train().emaDecay(), i);
      device.start(new StepInputs((float) rate.at(i), decay, 1, i));
    }
    return device.finish().stream().map((Map<Metric, Float> m) -> m.get(Metric.LOSS)).toList();
  }

  @Override
  public void close() {
    client.close();
  }
}
