package org.noisystudent.config;

import java.util.List;
import org.noisystudent.config.TrainConfig.Saving;

/** What saving memory asks of the device and of the batches. */
final class MemoryRules {
  private MemoryRules() {}

  /** Adds a problem for each way to save memory that the rest of the config rules out. */
  static void check(ConfigReader reader, DeviceConfig device, List<TrainingConfig> trainings) {
    List<TrainConfig> trains = trainings.stream().map(TrainingConfig::train).toList();
    checkCompiled(
        reader, device, "train.rolled", trains.stream().map(TrainConfig::rolled).toList());
    checkCompiled(
        reader, device, "train.recompute", trains.stream().map(TrainConfig::recompute).toList());
    for (TrainingConfig training : trainings) {
      TrainConfig train = training.train();
      ResolutionFixConfig fix = training.resolutionFix();
      Parts parts = new Parts(reader, train.microBatches(), Math.max(1, device.replicas()));
      parts.check(
          "the images of a step, train.labeledBatch x (1 + train.unlabeledRatio) (%d)",
          train.labeledBatch() + train.unlabeledBatch());
      if (fix.isOn()) {
        parts.check("resolutionFix.labeledBatch (%d)", fix.labeledBatch());
      }
    }
  }

  private static void checkCompiled(
      ConfigReader reader, DeviceConfig device, String key, List<Saving> values) {
    reader.check(
        device.compiles() || !values.contains(Saving.ON),
        key,
        Saving.ON,
        () ->
            "be auto or off where %s and %s: it takes a step that XLA compiles, so set device.xla"
                .formatted(
                    reader.named("device.type", device.type()),
                    reader.named("device.xla", device.xla())));
  }

  /** The parts of the batch of each replica. */
  private record Parts(ConfigReader reader, int count, int replicas) {
    void check(String what, int images) {
      reader.check(
          images % replicas != 0 || images / replicas % count == 0,
          "train.microBatches",
          count,
          () -> "divide " + what.formatted(images) + (replicas > 1 ? " / device.replicas" : ""));
    }
  }
}
