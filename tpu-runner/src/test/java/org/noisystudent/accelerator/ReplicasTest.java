package org.noisystudent.accelerator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.augment.Augmentation;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.config.TrainConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.DataSets;
import org.noisystudent.data.DataSplit;
import org.noisystudent.data.ImageSources;
import org.noisystudent.data.TrainingInput;
import org.noisystudent.device.PipelineBatches;
import org.noisystudent.device.StepBatches;
import org.noisystudent.device.VariableValues;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.model.Replication;
import org.noisystudent.train.LearningRate;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep;
import org.noisystudent.train.TrainStep.Metric;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * Replicas that share a batch train as one device does that has it whole: the quickstart's student
 * on its real images, at its batch and learning rate, from its first weights.
 */
@Tag("pjrt")
@Tag("slow")
final class ReplicasTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final int STEPS = Integer.getInteger("steps", 100);
  private static final String NO_NOISE = "noise={dropout: 0, stochasticDepth: 0}";

  @TempDir private static Path cache;

  @Test
  void followOneDeviceOfTheWholeBatch() {
    try (VirtualDevices devices = new VirtualDevices(cache)) {
      long t0 = System.nanoTime();
      List<Float> one = losses(devices, 1, false);
      System.out.println("one " + (System.nanoTime() - t0) / 1e9 + " " + one);
      double floor = largestDifference(one, losses(devices, 1, true));
      System.out.println("floor " + floor + " " + (System.nanoTime() - t0) / 1e9);
      for (int n : new int[] {2, 4, 8}) {
        List<Float> l = losses(devices, n, false);
        System.out.println(
            n + " " + largestDifference(one, l) + " " + (System.nanoTime() - t0) / 1e9 + l);
      }
    }
  }

  private static double largestDifference(List<Float> one, List<Float> other) {
    double largest = 0;
    for (int i = 0; i < STEPS; i++) {
      double d = Math.abs(other.get(i) / one.get(i) - 1);
      if (i % 10 == 9 || i < 5) System.out.print(String.format("%d:%.1e ", i, d));
      largest = Math.max(largest, d);
    }
    return largest;
  }

  private static List<Float> losses(VirtualDevices devices, int replicas, boolean permuted) {
    ExperimentConfig experiment = experiment(NO_NOISE);
    TrainingConfig student = experiment.selfTraining().students().get(0);
    TrainStep step = step(experiment, Replication.of(replicas, "all"));
    StepBatches.Source batches = batches(experiment);
    try (AcceleratorDevice device =
        devices.open(step, permuted ? PermutedBatches.of(batches, step.rows()) : batches)) {
      device.initialize(1);
      device.seek(0);
      TrainConfig train = student.train();
      LearningRate rate = new LearningRate(train);
      List<Float> losses = new ArrayList<>();
      for (int i = 0; i < STEPS; i++) {
        float decay = StepInputs.emaDecayAt(train.emaDecay(), i);
        device.start(new StepInputs((float) rate.at(i), decay, 1, i));
      }
      device.finish().forEach(m -> losses.add(m.get(Metric.LOSS)));
      try (VariableValues first = device.read(0)) {
        for (int replica = 1; replica < replicas; replica++) {
          try (VariableValues other = device.read(replica)) {
            first
                .byName()
                .forEach(
                    (name, value) ->
                        assertArrayEquals(
                            floats(value), floats(other.byName().get(name)), 0f, name));
          }
        }
      }
      return losses;
    }
  }

  private static ExperimentConfig experiment(String... overrides) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.labeled.images=" + file("train-images-idx3"),
                "data.labeled.labels=" + file("train-labels-idx1"),
                "data.test={format: none, images: '', labels: ''}",
                "evaluation.split=validation",
                "data.validationImages=5000"));
    all.addAll(List.of(overrides));
    return ConfigLoader.load(ROOT.resolve("configs/quickstart.yaml"), all);
  }

  private static TrainStep step(ExperimentConfig experiment, Replication replication) {
    TrainingConfig student = experiment.selfTraining().students().get(0);
    return TrainStep.build(
        Architecture.of(student.model(), experiment.data().classes()),
        student.train(),
        student.noise(),
        student.pseudoLabel().labels() == Labels.HARD,
        FrozenLayers.none(),
        Optional.empty(),
        replication);
  }

  /** The remainder's true labels stand for a teacher's. */
  private static StepBatches.Source batches(ExperimentConfig experiment) {
    TrainingConfig student = experiment.selfTraining().students().get(0);
    CorruptRecords corrupt = new CorruptRecords(0, line -> {});
    DataSplit data =
        DataSets.split(
            experiment.data(), 1, new ImageSources(experiment.data(), Optional.empty(), corrupt));
    int resolution = student.model().resolution();
    TrainingInput input =
        new TrainingInput(
            data.labeled(),
            data.unlabeled(),
            student.train().labeledBatch(),
            student.train().unlabeledBatch(),
            experiment.data().classes(),
            resolution,
            Augmentation.training(student.augment(), student.noise().randAugment(), resolution),
            1,
            2,
            Optional.empty());
    return PipelineBatches.of(input, corrupt);
  }

  private static Path file(String name) {
    return ROOT.resolve("test-data/fashion-mnist/" + name + "-ubyte.gz");
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.copyTo(DataBuffers.of(values, false, false));
    return values;
  }
}
