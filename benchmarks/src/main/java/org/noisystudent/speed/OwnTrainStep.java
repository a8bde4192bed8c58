package org.noisystudent.speed;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.device.Device;
import org.noisystudent.device.SessionDevice;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep;
import org.tensorflow.TensorFlow;

/** This program's training step as a {@link Contestant}. */
final class OwnTrainStep {
  /** How it calls itself, before its mode. */
  static final String NAME = "Noisy Student";

  private static final String CONFIG =
      """
      data: {classes: %d}
      selfTraining: {students: []}
      model: {variant: b0, resolution: %d, compute: %s}
      train:
        labeledBatch: %d
        unlabeledRatio: 0
        optimizer: {type: sgd}
        weightDecay: 0.00001
        emaDecay: 0.999
      noise: {dropout: 0.2, stochasticDepth: 0.2}
      device: {xla: %s, threads: %d}
      """;

  private OwnTrainStep() {}

  /**
   * Runs it.
   *
   * @param args resolution, batch, classes, threads, float32 or bfloat16; plain, fused or xla
   */
  public static void main(String[] args) throws IOException {
    int resolution = Integer.parseInt(args[0]);
    int batch = Integer.parseInt(args[1]);
    int classes = Integer.parseInt(args[2]);
    String compute = args[4];
    boolean xla = args[5].equals("xla");
    String yaml =
        CONFIG.formatted(classes, resolution, compute, batch, xla, Integer.parseInt(args[3]));
    ExperimentConfig experiment = ConfigLoader.parse(yaml, "train step");
    TrainingConfig training = experiment.training();
    DeviceConfig config = experiment.device();
    TrainStep step =
        TrainStep.build(
            Architecture.of(training.model(), classes),
            training.train(),
            training.noise(),
            false,
            args[5].equals("fused") ? ComputePlan.cpuSession() : ComputePlan.plain());
    try (Device device =
        new SessionDevice(step, MadeBatches.of(batch, resolution, classes), config)) {
      device.initialize(1);
      device.seek(0);
      AtomicInteger done = new AtomicInteger();
      ContestStep.serve(
          new Contestant.About(
              NAME + ", b0, " + compute + ", " + args[5],
              Map.of("tensorflow", TensorFlow.version())),
          () -> device.step(new StepInputs(0.01f, 0.999f, 1, done.getAndIncrement())));
    }
  }
}
