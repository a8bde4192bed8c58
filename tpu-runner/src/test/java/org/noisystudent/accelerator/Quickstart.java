package org.noisystudent.accelerator;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
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
import org.noisystudent.device.StepBatches;
import org.noisystudent.device.VariableValues;
import org.noisystudent.lowering.Lowering;
import org.noisystudent.lowering.LoweringOptions;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.model.Replication;
import org.noisystudent.model.StackedName;
import org.noisystudent.pjrt.CompiledPrograms;
import org.noisystudent.pjrt.ElementType;
import org.noisystudent.pjrt.InstalledPlugin;
import org.noisystudent.pjrt.NamedValue;
import org.noisystudent.pjrt.PjrtClient;
import org.noisystudent.pjrt.PjrtPlugin;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.train.LearningRate;
import org.noisystudent.train.ReplicaRows;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep;
import org.noisystudent.train.TrainStep.Metric;
import org.tensorflow.types.TFloat64;

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

  /** Returns the connection to the virtual devices. */
  PjrtClient client() {
    return client;
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
    return device(count, batchNorm, batches());
  }

  /** Returns the device of a process that drives some of a group's replicas. */
  AcceleratorDevice replicas(ReplicaGroup group, String batchNorm) {
    CorruptRecords corrupt = corrupt();
    return device(
        group,
        batchNorm,
        PipelineBatches.of(input(corrupt).of(group.process()), corrupt),
        step -> StepModules.of(lowering(), step, 1));
  }

  /** Returns a device of replicas that share the batches of a source. */
  AcceleratorDevice device(int count, String batchNorm, StepBatches.Source source) {
    return device(count, batchNorm, source, 1);
  }

  /** Returns a device of replicas that runs some steps at a call. */
  AcceleratorDevice device(
      int count, String batchNorm, StepBatches.Source source, int stepsPerCall) {
    return device(
        group(count), batchNorm, source, step -> StepModules.of(lowering(), step, stepsPerCall));
  }

  private AcceleratorDevice device(
      ReplicaGroup group,
      String batchNorm,
      StepBatches.Source source,
      Function<TrainStep, StepModules> modules) {
    TrainStep step = step(Replication.of(group.count(), batchNorm));
    return new AcceleratorDevice(
        new Accelerator(group, Duration.ofMinutes(2)),
        ProcessGroup.one(),
        step,
        modules.apply(step),
        source);
  }

  /** Returns a device of replicas that computes in float64; its variables have no values yet. */
  AcceleratorDevice exact(int count, String batchNorm, StepBatches.Source source) {
    return device(
        group(count),
        batchNorm,
        source,
        step -> new StepModules(DoublePrecision.of(lowering().lower(step)), Optional.empty(), 1));
  }

  /** Gives the variables of a device that computes in float64 their values. */
  static void load(AcceleratorDevice device, VariableValues values) {
    Map<String, double[]> wide = new LinkedHashMap<>();
    values
        .byName()
        .forEach(
            (name, value) -> {
              FloatBuffer numbers = HostMemory.of(value).asFloatBuffer();
              wide.put(
                  name, IntStream.range(0, numbers.limit()).mapToDouble(numbers::get).toArray());
            });
    set(device, wide);
  }

  /** Gives the variables of a device that computes in float64 values of another. */
  static void set(AcceleratorDevice device, Map<String, double[]> values) {
    for (String name : device.types().keySet()) {
      double[] all =
          StackedName.parts(name).stream()
              .flatMapToDouble(part -> Arrays.stream(values.get(part)))
              .toArray();
      try (TFloat64 wide = TFloat64.vectorOf(all)) {
        device.set(name, wide);
      }
    }
  }

  /** Returns the variables of one replica, whatever their precision. */
  static Map<String, double[]> numbers(AcceleratorDevice device, int replica) {
    Map<String, double[]> all = new LinkedHashMap<>();
    device
        .types()
        .forEach(
            (name, type) -> {
              ByteBuffer host = HostMemory.zeros(Math.toIntExact(type.bytes()));
              device.receive(replica, name, host);
              double[] numbers = new double[host.capacity() / type.element().bytes()];
              for (int i = 0; i < numbers.length; i++) {
                numbers[i] =
                    type.element() == ElementType.F64
                        ? host.getDouble(i * Double.BYTES)
                        : host.getFloat(i * Float.BYTES);
              }
              List<String> parts = StackedName.parts(name);
              int each = numbers.length / parts.size();
              for (int i = 0; i < parts.size(); i++) {
                all.put(parts.get(i), Arrays.copyOfRange(numbers, i * each, (i + 1) * each));
              }
            });
    return all;
  }

  /** Returns batches whose rows come in another order. */
  StepBatches.Source permuted() {
    return PickedRows.reversed(batches(), rows());
  }

  /** Returns the rows of a batch. */
  ReplicaRows rows() {
    return new ReplicaRows(1, train().labeledBatch(), train().unlabeledBatch());
  }

  StepBatches.Source batches() {
    CorruptRecords corrupt = corrupt();
    return PipelineBatches.of(input(corrupt), corrupt);
  }

  /** Returns weights that have learned for some steps; the caller's to close. */
  VariableValues learned(int steps) {
    try (Device session = session()) {
      session.initialize(1);
      if (steps > 0) {
        losses(session, 0, steps);
      }
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
        ComputePlan.of(student.train(), network(), ComputePlan.Runner.COMPILER));
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
    return losses(device, from, to, 1);
  }

  /** Returns the losses of some steps whose noise follows from a seed. */
  List<Float> losses(Device device, int from, int to, int seed) {
    device.seek(from);
    return further(device, from, to, seed);
  }

  /** Returns the losses of steps that follow those a device has done. */
  List<Float> further(Device device, int from, int to, int seed) {
    LearningRate rate = new LearningRate(train());
    for (int i = from; i < to; i++) {
      float decay = StepInputs.emaDecayAt(train().emaDecay(), i);
      device.start(new StepInputs((float) rate.at(i), decay, seed, i));
    }
    return device.finish().stream().map((Map<Metric, Float> m) -> m.get(Metric.LOSS)).toList();
  }

  @Override
  public void close() {
    client.close();
  }
}
