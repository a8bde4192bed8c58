package org.noisystudent.device;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
import org.noisystudent.model.Architecture;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.train.LearningRate;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep;
import org.noisystudent.train.TrainStep.Metric;

/**
 * The step compiled by XLA does what the plain one does: the quickstart's student on its real
 * images, at its batch, learning rate and noise, in its first steps. Its students start from
 * weights that have learned, and so does this one: in the first steps of an untrained network
 * rounding grows a hundredfold a step.
 */
@Tag("slow")
@Tag("long")
final class CompiledStepTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final int LEARNED = 150;
  private static final int STEPS = 20;

  @Test
  void losesAsThePlainStepDoes() {
    List<Float> first;
    List<Float> plain;
    List<Float> compiled;
    try (Device device = device(false)) {
      device.initialize(1);
      first = losses(device, 0, LEARNED);
      try (VariableValues learned = device.read()) {
        plain = losses(device, 0, STEPS);
        try (Device other = device(true)) {
          other.load(learned);
          compiled = losses(other, 0, STEPS);
        }
      }
    }
    double largest = 0;
    for (int i = 0; i < STEPS; i++) {
      largest = Math.max(largest, Math.abs(compiled.get(i) / plain.get(i) - 1));
    }
    System.out.println("largest relative difference, XLA to plain: " + largest);
    assertTrue(largest < 1e-4, largest + ": " + plain + " " + compiled);
    assertTrue(mean(compiled) < 0.8 * mean(first), first + " " + compiled);
  }

  private static double mean(List<Float> losses) {
    return losses.stream().mapToDouble(Float::doubleValue).average().orElseThrow();
  }

  private static ExperimentConfig experiment() {
    return ConfigLoader.load(
        ROOT.resolve("configs/quickstart.yaml"),
        List.of(
            "data.labeled.images=" + file("train-images-idx3"),
            "data.labeled.labels=" + file("train-labels-idx1"),
            "data.test={format: none, images: '', labels: ''}",
            "evaluation.split=validation",
            "data.validationImages=5000"));
  }

  private static Device device(boolean xla) {
    ExperimentConfig experiment = experiment();
    TrainingConfig student = experiment.selfTraining().students().get(0);
    Architecture network = Architecture.of(student.model(), experiment.data().classes());
    boolean hard = student.pseudoLabel().labels() == Labels.HARD;
    TrainStep step =
        TrainStep.build(network, student.train(), student.noise(), hard, ComputePlan.plain());
    CorruptRecords corrupt = new CorruptRecords(0, line -> {});
    return DeviceFactory.session(DeviceConfig.cpu(xla, 2))
        .open(step, input(experiment, student, network, corrupt), corrupt);
  }

  private static List<Float> losses(Device device, int from, int to) {
    TrainConfig train = experiment().selfTraining().students().get(0).train();
    LearningRate rate = new LearningRate(train);
    device.seek(from);
    List<Float> losses = new ArrayList<>();
    for (int i = from; i < to; i++) {
      float decay = StepInputs.emaDecayAt(train.emaDecay(), i);
      losses.add(device.step(new StepInputs((float) rate.at(i), decay, 1, i)).get(Metric.LOSS));
    }
    return losses;
  }

  /** The remainder's true labels stand for a teacher's. */
  private static TrainingInput input(
      ExperimentConfig experiment,
      TrainingConfig student,
      Architecture network,
      CorruptRecords corrupt) {
    DataSplit data =
        DataSets.split(
            experiment.data(), 1, new ImageSources(experiment.data(), Optional.empty(), corrupt));
    return new TrainingInput(
        data.labeled(),
        data.unlabeled(),
        student.train().labeledBatch(),
        student.train().unlabeledBatch(),
        network.classes(),
        network.resolution(),
        Augmentation.training(
            student.augment(), student.noise().randAugment(), network.resolution()),
        1,
        2,
        Optional.empty());
  }

  private static Path file(String name) {
    return ROOT.resolve("test-data/fashion-mnist/" + name + "-ubyte.gz");
  }
}
