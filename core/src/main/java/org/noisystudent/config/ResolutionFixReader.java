package org.noisystudent.config;

import org.noisystudent.config.ResolutionFixConfig.Trainable;

/** Reads the keys of a resolution fix. Defaults are the paper's where it says (section 3.1). */
final class ResolutionFixReader {
  private static final double EPOCHS = 1.5;

  private ResolutionFixReader() {}

  static ResolutionFixConfig read(ConfigReader reader, TrainConfig train) {
    int resolution = reader.integer("resolution", 0, TrainingReader.RESOLUTION);
    int batch =
        reader.integer(
            "labeledBatch", train.labeledBatch(), "train.labeledBatch", Rule.between(1, 1 << 20));
    Epochs epochs = new Epochs(train.steps(), 1, train.epochImages(), train.countedBatch());
    int byDefault = (int) Math.ceil(epochs.steps(EPOCHS) * train.countedBatch() / batch);
    int steps =
        reader.integer(
            "steps",
            byDefault,
            "1.5 epochs of train.epochImages, or of train.steps / 350",
            Rule.atLeast(1));
    ResolutionFixConfig fix =
        new ResolutionFixConfig(
            resolution,
            steps,
            batch,
            reader.number("learningRate", 0, Rule.atLeast(0)),
            reader.choice("trainable", Trainable.HEAD),
            reader.integer("frozenBlocks", 0, Rule.atLeast(0)));
    reader.check(
        !fix.isOn() || steps <= train.scheduleSteps(),
        "steps",
        steps,
        () -> "be <= the steps of the training (%d)".formatted(train.scheduleSteps()));
    reader.check(
        fix.trainable() == Trainable.BLOCKS || fix.frozenBlocks() == 0,
        "frozenBlocks",
        fix.frozenBlocks(),
        () -> "be 0 unless resolutionFix.trainable is blocks");
    return fix;
  }
}
