package org.noisystudent.train;

import org.noisystudent.config.LearningRateConfig;

/** The learning rate as a pure function of the step (reference: utils.py build_learning_rate). */
public final class LearningRate {
  private final LearningRateConfig config;
  private final int steps;

  /** Creates the schedule of a training of so many steps. */
  public LearningRate(LearningRateConfig config, int steps) {
    this.config = config;
    this.steps = steps;
  }

  /** Returns the rate of a step, counted from 0. At step 0 of a warm-up it is exactly 0. */
  public double at(long step) {
    if (step < config.warmupSteps()) {
      return config.peak() * step / config.warmupSteps();
    }
    return switch (config.schedule()) {
      case CONSTANT -> config.peak();
      // stairs are counted from step 0: warm-up does not shift them
      case EXPONENTIAL ->
          config.peak() * Math.pow(config.decayFactor(), Math.floor(step / config.decaySteps()));
      case COSINE -> {
        double length = Math.max(1, steps - config.warmupSteps());
        double part = Math.min(1, (step - config.warmupSteps()) / length);
        double shape = (1 + Math.cos(Math.PI * part)) / 2;
        yield config.last() + (config.peak() - config.last()) * shape;
      }
    };
  }
}
