package org.noisystudent.config;

import java.util.List;
import org.noisystudent.config.AugmentConfig.Crop;
import org.noisystudent.config.ModelConfig.Compute;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.config.PseudoLabelConfig.Selection;
import org.noisystudent.config.PseudoLabelConfig.Storage;
import org.noisystudent.config.RandAugmentConfig.Mode;
import org.noisystudent.config.TrainConfig.Loss;
import org.noisystudent.config.TrainConfig.Saving;
import org.noisystudent.savedmodel.EvaluationCrop;

/** Reads the keys of one training. Defaults are the paper's and the reference's. */
final class TrainingReader {
  /** The sections of a training. */
  static final List<String> SECTIONS =
      List.of("augment", "model", "train", "noise", "pseudoLabel", "resolutionFix");

  static final List<String> VARIANTS =
      List.of(
          "b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "l0", "l1", "l2", "lite0", "lite1",
          "lite2", "lite3", "lite4");

  /** Of an input's side in pixels; 0 says that it is not given. */
  static final Rule RESOLUTION =
      new Rule(
          "0 or %d to %d".formatted(ModelConfig.MIN_RESOLUTION, ModelConfig.MAX_RESOLUTION),
          x -> x == 0 || (x >= ModelConfig.MIN_RESOLUTION && x <= ModelConfig.MAX_RESOLUTION));

  private TrainingReader() {}

  static TrainingConfig read(ConfigReader reader) {
    AugmentConfig augment = reader.section("augment", TrainingReader::augment);
    ModelConfig model = reader.section("model", TrainingReader::model);
    TrainConfig train = reader.section("train", TrainingReader::train);
    return new TrainingConfig(
        augment,
        model,
        train,
        reader.section("noise", TrainingReader::noise),
        reader.section("pseudoLabel", TrainingReader::pseudoLabel),
        reader.section("resolutionFix", r -> ResolutionFixReader.read(r, train)));
  }

  private static AugmentConfig augment(ConfigReader reader) {
    return new AugmentConfig(
        reader.choice("crop", Crop.INCEPTION),
        reader.integer("cropPadding", 4, Rule.atLeast(0)),
        reader.flag("flip", true),
        reader.choice("evaluationCrop", EvaluationCrop.CENTER));
  }

  private static ModelConfig model(ConfigReader reader) {
    return new ModelConfig(
        reader.word("variant", "b0", VARIANTS),
        reader.number("width", 0, Rule.between(0, 10)),
        reader.number("depth", 0, Rule.between(0, 10)),
        reader.integer("resolution", 0, RESOLUTION),
        reader.flag("smallImage", false),
        reader.integer("stemStride", 2, new Rule("1 or 2", x -> x == 1 || x == 2)),
        reader.number(
            "batchNormMomentum", ModelConfig.BATCH_NORM_MOMENTUM, Rule.fractionBelowOne()),
        reader.number("batchNormEpsilon", ModelConfig.BATCH_NORM_EPSILON, Rule.above(0)),
        reader.choice("compute", Compute.FLOAT32));
  }

  private static TrainConfig train(ConfigReader reader) {
    int steps = reader.integer("steps", 218_949, Rule.atLeast(1));
    double trainRatio = reader.number("trainRatio", 1, Rule.between(1, 1000));
    int lastSteps = reader.integer("lastSteps", 0, Rule.atLeast(0));
    reader.check(
        lastSteps <= steps, "lastSteps", lastSteps, () -> "be <= " + reader.named("steps", steps));
    int epochImages = reader.integer("epochImages", 0, Rule.atLeast(0));
    int labeledBatch = reader.integer("labeledBatch", 2048, Rule.between(1, 1 << 20));
    double sample =
        reader.number(
            "labeledSampleProbability", 1, new Rule("> 0 and <= 1", x -> x > 0 && x <= 1));
    double ratio = reader.number("unlabeledRatio", 3, Rule.between(0, 1000));
    Loss loss = reader.choice("loss", Loss.REFERENCE);
    double labelSmoothing = reader.number("labelSmoothing", 0.1, Rule.fractionBelowOne());
    OptimizerConfig optimizer = reader.section("optimizer", TrainingReader::optimizer);
    Epochs epochs = new Epochs(steps, trainRatio, epochImages, labeledBatch * sample);
    String stepsNamed = reader.named("steps", steps);
    String schedule =
        trainRatio == 1 ? stepsNamed : stepsNamed + " x " + reader.named("trainRatio", trainRatio);
    LearningRateConfig rate =
        reader.section("learningRate", r -> LearningRateReader.read(r, epochs, schedule));
    return new TrainConfig(
        steps,
        trainRatio,
        lastSteps,
        epochImages,
        labeledBatch,
        sample,
        ratio,
        loss,
        labelSmoothing,
        optimizer,
        rate,
        reader.number("weightDecay", 1e-5, Rule.atLeast(0)),
        reader.number("emaDecay", 0.9999, Rule.fractionBelowOne()),
        reader.word(
            "batchNormReplicas",
            BatchNormReplicas.REFERENCE,
            BatchNormReplicas.RULE,
            BatchNormReplicas::allows),
        reader.flag("warmStart", false),
        reader.integer("microBatches", 1, Rule.between(1, 1 << 20)),
        reader.choice("rolled", Saving.AUTO),
        reader.choice("recompute", Saving.AUTO),
        reader.integer("checkpointEvery", 1000, Rule.atLeast(1)),
        reader.integer("keepCheckpoints", 3, Rule.atLeast(1)),
        reader.integer("logEvery", 100, Rule.atLeast(1)),
        reader.integer("evaluateEvery", 0, Rule.atLeast(0)));
  }

  private static OptimizerConfig optimizer(ConfigReader reader) {
    return new OptimizerConfig(
        reader.choice("type", OptimizerConfig.Type.RMSPROP),
        reader.number("momentum", 0.9, Rule.fractionBelowOne()),
        reader.number("decay", 0.9, Rule.fractionBelowOne()),
        reader.number("epsilon", 1e-3, Rule.above(0)));
  }

  private static NoiseConfig noise(ConfigReader reader) {
    return new NoiseConfig(
        reader.number("dropout", -1, Rule.below(1)),
        reader.number("stochasticDepth", 0.2, Rule.fractionBelowOne()),
        reader.section("randAugment", TrainingReader::randAugment));
  }

  private static RandAugmentConfig randAugment(ConfigReader reader) {
    return new RandAugmentConfig(
        reader.integer("layers", 2, Rule.between(0, 16)),
        reader.number("magnitude", 15, Rule.between(0, 30)),
        reader.choice("mode", Mode.FIXED),
        reader.number("translateConst", 100, Rule.atLeast(0)),
        reader.number("cutoutConst", 40, Rule.atLeast(0)));
  }

  private static PseudoLabelConfig pseudoLabel(ConfigReader reader) {
    PseudoLabelConfig config =
        new PseudoLabelConfig(
            reader.choice("labels", Labels.SOFT),
            reader.number("temperature", 1, Rule.above(0)),
            reader.choice("storage", Storage.FLOAT32),
            reader.integer("storedClasses", 10, Rule.atLeast(1)),
            reader.number("minConfidence", 0.3, Rule.fraction()),
            reader.choice("selection", Selection.EXACT),
            reader.integer("perClass", 130_000, Rule.atLeast(0)),
            reader.flag("duplicate", true),
            reader.flag("reassign", false),
            reader.integer("viewShift", 0, Rule.between(0, 64)),
            reader.flag("viewFlip", false),
            reader.integer("batch", 128, Rule.between(1, 1 << 20)),
            reader.integer("shards", 8, Rule.between(1, 100_000)),
            reader.texts("teachers"),
            reader.text("scorer", ""),
            reader.flag("online", false),
            reader.flag("noised", false));
    reader.check(
        config.selection() != Selection.REFERENCE
            || Math.rint(100 * config.minConfidence()) / 100 == config.minConfidence(),
        "minConfidence",
        config.minConfidence(),
        () -> "be a multiple of 0.01 where " + reader.named("selection", config.selection()));
    reader.check(
        !config.online() || config.teachers().isEmpty(),
        "online",
        config.online(),
        () -> "be false where pseudoLabel.teachers names several");
    reader.check(
        !config.noised()
            || (config.teachers().isEmpty()
                && config.scorer().isEmpty()
                && !config.online()
                && config.viewShift() == 0
                && !config.viewFlip()),
        "noised",
        config.noised(),
        () ->
            "be false where several teachers or views are averaged, a scorer selects, or the teacher"
                + " is online");
    return config;
  }
}
