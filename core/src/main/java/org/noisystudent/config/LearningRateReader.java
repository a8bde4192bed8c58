package org.noisystudent.config;

import org.noisystudent.config.LearningRateConfig.Schedule;

/** Reads the keys of a schedule. Defaults are the reference's (main.py, utils.py). */
final class LearningRateReader {
  /** Images a step that a learning rate is stated for. */
  private static final double RATE_BATCH = 256;

  private static final double RATE = 0.016;

  /** In epochs: warm-up, and between stairs. */
  private static final double WARMUP = 5;

  private static final double STAIR = 2.4;

  private LearningRateReader() {}

  static LearningRateConfig read(ConfigReader reader, Epochs epochs, String stepsNamed) {
    Schedule schedule = reader.choice("schedule", Schedule.EXPONENTIAL);
    double peak =
        reader.number(
            "peak",
            RATE * epochs.batch() / RATE_BATCH,
            "0.016 x train.labeledBatch x train.labeledSampleProbability / 256",
            Rule.above(0));
    int warmup =
        reader.integer(
            "warmupSteps",
            (int) epochs.steps(WARMUP),
            "5 epochs of train.epochImages, or train.steps x 5 / 350",
            Rule.atLeast(0));
    double last = reader.number("last", 0, Rule.atLeast(0));
    double factor =
        reader.number("decayFactor", 0.97, new Rule("> 0 and <= 1", x -> x > 0 && x <= 1));
    boolean stairsReachLast = schedule == Schedule.EXPONENTIAL && last > 0;
    double stair =
        stairsReachLast
            ? (epochs.scheduleSteps() - epochs.steps(WARMUP)) / stairs(peak, last, factor)
            : epochs.trainRatio() * epochs.steps(STAIR);
    double decaySteps =
        reader.number(
            "decaySteps",
            stair,
            "train.trainRatio x 2.4 epochs, or as train.learningRate.last needs",
            Rule.above(0));

    reader.check(
        warmup <= epochs.scheduleSteps(), "warmupSteps", warmup, () -> "be <= " + stepsNamed);
    reader.check(
        schedule != Schedule.COSINE || last <= peak,
        "last",
        last,
        () -> "be <= " + reader.named("peak", peak));
    reader.check(
        !stairsReachLast || (last < peak && factor < 1),
        "last",
        last,
        () ->
            "be < %s, with %s < 1"
                .formatted(reader.named("peak", peak), reader.named("decayFactor", factor)));
    reader.check(
        !stairsReachLast || last >= peak || factor == 1 || decaySteps > 0,
        "last",
        last,
        () -> "be 0 where %s are not more than 5 epochs".formatted(stepsNamed));
    return new LearningRateConfig(schedule, peak, warmup, factor, decaySteps, last);
  }

  /** Returns how many stairs lead from the peak to the last rate; a fraction stays one. */
  private static double stairs(double peak, double last, double factor) {
    return Math.log(last / peak) / Math.log(factor);
  }
}
