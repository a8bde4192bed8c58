package org.noisystudent.config;

/**
 * A learning rate over steps.
 *
 * @param schedule the shape after warm-up
 * @param peak the rate after warm-up
 * @param warmupSteps linear from 0 at step 0
 * @param decayFactor exponential: factor of each stair
 * @param decaySteps exponential: steps of a stair, counted from step 0; may be fractional
 * @param last cosine: the rate at the last step; exponential: the rate that the default {@code
 *     decaySteps} lead to (reference: final_base_lr), 0 = stairs of 2.4 epochs
 */
public record LearningRateConfig(
    Schedule schedule,
    double peak,
    int warmupSteps,
    double decayFactor,
    double decaySteps,
    double last) {
  /** Shapes of a schedule. */
  public enum Schedule {
    /** Staircase exponential decay. */
    EXPONENTIAL,
    /** Half a cosine from the peak to the last rate. */
    COSINE,
    /** No decay. */
    CONSTANT
  }

  /** Returns the same shape at a multiple of its rates. */
  LearningRateConfig scaledBy(double factor) {
    return new LearningRateConfig(
        schedule, peak * factor, warmupSteps, decayFactor, decaySteps, last * factor);
  }

  /** Returns a schedule of one rate. */
  LearningRateConfig constantAt(double rate) {
    return new LearningRateConfig(Schedule.CONSTANT, rate, 0, decayFactor, decaySteps, 0);
  }
}
