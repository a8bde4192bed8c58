package org.noisystudent.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.noisystudent.augment.Augmentation;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.TrainConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.MemoryImages;
import org.noisystudent.data.TrainingInput;
import org.noisystudent.device.Device;
import org.noisystudent.device.VariableValues;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.reference.FormulaValues;
import org.noisystudent.selftraining.Devices;
import org.noisystudent.train.LearningRate;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep;
import org.noisystudent.train.TrainStep.Metric;

/**
 * A small training of known losses. Images, labels and first weights are formulas, nothing is drawn
 * at random but the order of the images: what differs from the known losses is the device's
 * arithmetic.
 *
 * <p>The network, 0.5 of B0's depth and 0.25 of its width at 32 px, has every kind of layer. From
 * the formulas' weights rounding does not grow, as it would a hundredfold a step from random ones.
 *
 * @param config of the training
 * @param images that it sees
 */
record GoldenTraining(TrainingConfig config, ImageSource images) {
  static final int STEPS = 20;

  private static final int SEED = 1;
  private static final int IMAGES = 64;
  private static final int CLASSES = 10;
  private static final int SIDE = 32;

  private static final String CONFIG =
      """
      data: {classes: 10}
      selfTraining: {students: []}
      model: {variant: b0, width: 0.25, depth: 0.5, resolution: 32, smallImage: true}
      augment: {crop: none, flip: false}
      train:
        steps: 20
        labeledBatch: 32
        unlabeledRatio: 0
        learningRate: {schedule: constant, peak: 0.01, warmupSteps: 0}
        weightDecay: 0.00001
        emaDecay: 0.9
        batchNormReplicas: all
      noise: {dropout: 0, stochasticDepth: 0, randAugment: {layers: 0}}
      """;

  /**
   * What a device made of it.
   *
   * @param losses of each step
   * @param firstSeconds from nothing to the end of the first step: what is compiled is compiled
   * @param imagesPerSecond over the other steps
   */
  record Run(List<Float> losses, double firstSeconds, double imagesPerSecond) {
    Run {
      losses = List.copyOf(losses);
    }
  }

  /** Returns the training that the committed curve is of. */
  static GoldenTraining standard() {
    byte[] pixels = FormulaValues.images("doctor", IMAGES, SIDE);
    int[] labels = FormulaValues.labels("doctor", IMAGES, CLASSES);
    return new GoldenTraining(
        config(CONFIG), MemoryImages.made("formula image", pixels, SIDE, labels));
  }

  private static TrainingConfig config(String yaml) {
    return ConfigLoader.parse(yaml, "golden training").training();
  }

  /** Returns the same with another text in the place of one in its config. */
  static GoldenTraining changed(String from, String to) {
    if (!CONFIG.contains(from)) {
      throw new IllegalArgumentException("the config has no " + from);
    }
    return new GoldenTraining(config(CONFIG.replace(from, to)), standard().images());
  }

  int batch() {
    return config.train().labeledBatch();
  }

  /** Trains on the devices, all replicas together. */
  Run on(Devices devices) {
    TrainConfig train = config.train();
    Architecture network = Architecture.of(config.model(), CLASSES);
    CorruptRecords corrupt = new CorruptRecords(0, line -> {});
    long begin = System.nanoTime();
    TrainStep step =
        TrainStep.build(
            network,
            train,
            config.noise(),
            false,
            FrozenLayers.none(),
            Optional.empty(),
            devices.replication(train.batchNormReplicas()),
            ComputePlan.plain());
    try (Device device = devices.open(step, input(network), corrupt)) {
      device.initialize(SEED);
      try (VariableValues weights = FormulaValues.variables(step.variables())) {
        device.load(weights);
      }
      device.seek(0);
      List<Float> losses = new ArrayList<>();
      start(device, 0);
      losses.addAll(finish(device));
      long compiled = System.nanoTime();
      for (int i = 1; i < STEPS; i++) {
        start(device, i);
      }
      losses.addAll(finish(device));
      double seconds = (System.nanoTime() - compiled) / 1e9;
      return new Run(losses, (compiled - begin) / 1e9, (STEPS - 1) * batch() / seconds);
    }
  }

  private void start(Device device, int step) {
    float rate = (float) new LearningRate(config.train()).at(step);
    float decay = StepInputs.emaDecayAt(config.train().emaDecay(), step);
    device.start(new StepInputs(rate, decay, SEED, step));
  }

  private static List<Float> finish(Device device) {
    return device.finish().stream().map((Map<Metric, Float> m) -> m.get(Metric.LOSS)).toList();
  }

  private TrainingInput input(Architecture network) {
    int resolution = network.resolution();
    return new TrainingInput(
        images,
        Optional.empty(),
        batch(),
        0,
        CLASSES,
        resolution,
        Augmentation.training(config.augment(), config.noise().randAugment(), resolution),
        SEED,
        1,
        Optional.empty());
  }
}
