package org.noisystudent.workers;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.noisystudent.augment.Augmentation;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.DataSets;
import org.noisystudent.data.DataSplit;
import org.noisystudent.data.ImageSources;
import org.noisystudent.data.TrainingInput;
import org.noisystudent.device.Device;
import org.noisystudent.device.VariableValues;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.selftraining.Devices;
import org.noisystudent.selftraining.SessionDevices;
import org.noisystudent.selftraining.WorkerDevices;
import org.noisystudent.train.LearningRate;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep;
import org.noisystudent.train.TrainStep.Metric;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * A worker that does every step of a training twice, from the same variables: in a session of its
 * own, of the whole batch, and with the others. Prints of each step both losses, how far the
 * variables are apart, and a hash of those that the workers have.
 */
final class FollowingWorker {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));

  private final ExperimentConfig experiment;
  private final TrainingConfig student;
  private final Architecture network;

  private FollowingWorker(List<String> overrides) {
    experiment = ConfigLoader.load(ROOT.resolve("configs/quickstart.yaml"), overrides);
    student = experiment.selfTraining().students().get(0);
    network = Architecture.of(student.model(), experiment.data().classes());
  }

  /**
   * Runs it.
   *
   * @param args addresses, index, steps, then what is other than in the quickstart
   */
  public static void main(String[] args) {
    List<String> overrides = List.of(args).subList(3, args.length);
    FollowingWorker worker = new FollowingWorker(overrides);
    WorkerCluster cluster = WorkerCluster.parse(args[0], Integer.parseInt(args[1]));
    try (Devices alone = new SessionDevices(worker.experiment.device());
        Devices together = new WorkerDevices(worker.experiment.device(), cluster, line -> {})) {
      worker.follow(alone, together, Integer.parseInt(args[2]));
      together.processes().part();
    }
    System.exit(0); // the server would run on
  }

  private void follow(Devices alone, Devices together, int steps) {
    LearningRate rate = new LearningRate(student.train());
    try (Device one = open(alone);
        Device all = open(together)) {
      one.initialize(1);
      one.seek(0);
      all.seek(0);
      for (int i = 0; i < steps; i++) {
        try (VariableValues before = one.read()) {
          all.load(before);
        }
        float decay = StepInputs.emaDecayAt(student.train().emaDecay(), i);
        StepInputs inputs = new StepInputs((float) rate.at(i), decay, 1, i);
        float whole = one.step(inputs).get(Metric.LOSS);
        float parts = all.step(inputs).get(Metric.LOSS);
        try (VariableValues expected = one.read();
            VariableValues followed = all.read()) {
          System.out.printf(
              "step %d %.9g %.9g %.3g %s%n",
              i, whole, parts, difference(expected, followed), hash(followed));
        }
      }
    }
  }

  private Device open(Devices devices) {
    CorruptRecords corrupt = new CorruptRecords(0, line -> {});
    DataSplit data =
        DataSets.split(
            experiment.data(), 1, new ImageSources(experiment.data(), Optional.empty(), corrupt));
    TrainingInput input =
        new TrainingInput(
            data.labeled(),
            data.unlabeled(),
            student.train().labeledBatch(),
            student.train().unlabeledBatch(),
            network.classes(),
            network.resolution(),
            Augmentation.training(
                student.augment(), student.noise().randAugment(), network.resolution()),
            1,
            1,
            Optional.empty());
    TrainStep step =
        TrainStep.build(
            network,
            student.train(),
            student.noise(),
            student.pseudoLabel().labels() == Labels.HARD,
            FrozenLayers.none(),
            Optional.empty(),
            devices.replication(student.train().batchNormReplicas()),
            ComputePlan.plain());
    return devices.open(step, input, corrupt);
  }

  /** Returns the largest difference, relative to a variable's largest value if that is above 1. */
  private static double difference(VariableValues expected, VariableValues followed) {
    double largest = 0;
    for (Map.Entry<String, TFloat32> variable : expected.byName().entrySet()) {
      float[] one = floats(variable.getValue());
      float[] other = floats(followed.byName().get(variable.getKey()));
      double scale = 1;
      double apart = 0;
      for (int i = 0; i < one.length; i++) {
        scale = Math.max(scale, Math.abs(one[i]));
        apart = Math.max(apart, Math.abs(one[i] - other[i]));
      }
      largest = Math.max(largest, apart / scale);
    }
    return largest;
  }

  private static String hash(VariableValues values) {
    Hasher hasher = Hashing.sha256().newHasher();
    values
        .byName()
        .forEach(
            (name, value) -> {
              for (float number : floats(value)) {
                hasher.putFloat(number);
              }
            });
    return hasher.hash().toString().substring(0, 16);
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.copyTo(DataBuffers.of(values, false, false));
    return values;
  }
}
