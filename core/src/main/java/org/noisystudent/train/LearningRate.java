package org.noisystudent.train;

import org.noisystudent.config.LearningRateConfig;
import org.noisystudent.config.TrainConfig;

/** The learning rate as a pure function of the step (reference: utils.py build_learning_rate). */
public final class LearningRate {
  private final LearningRateConfig config;
  private final int steps;
  private final int skipped;

  /** Creates the schedule of a training, of which the last steps are run. */
  public LearningRate(TrainConfig train) {
    this(train.learningRate(), train.scheduleSteps(), train.scheduleSteps() - train.runSteps());
  }

  /**
   * Creates a schedule.
   *
   * @param steps of the whole schedule
   * @param skipped steps of the schedule that come before step 0
   */
  LearningRate(LearningRateConfig config, int steps, int skipped) {
    this.config = config;
    this.steps = steps;
    this.skipped = skipped;
  }

  /** Returns the rate of a step, counted from 0. At step 0 of a warm-up it is exactly 0. */
  public double at(long step) {
    long place = step + skipped;
    if (place < config.warmupSteps()) {
      return config.peak() * place / config.warmupSteps();
    }
    return switch (config.schedule()) {
      case CONSTANT -> config.peak();
      // stairs are counted from the schedule's start: warm-up does not shift them
      case EXPONENTIAL -> config.peak() * Math.pow(config.decayFactor(), stair(place));
      case COSINE -> {
        double length = Math.max(1, steps - config.warmupSteps());
        double part = Math.min(1, (place - config.warmupSteps()) / length);
        double shape = (1 + Math.cos(Math.PI * part)) / 2;
        yield config.last() + (config.peak() - config.last()) * shape;
      }
    };
  }

  /**
   * Returns the stair of a step: divided in float32 as TensorFlow does, which can be a step off.
   */
  private double stair(long place) {
    float stairs = (float) place / (float) config.decaySteps();
    return Math.floor(stairs);
  }
}
