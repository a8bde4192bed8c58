package org.noisystudent.train;

/**
 * The scalars of a step: all that changes beside the batch.
 *
 * @param learningRate of this step
 * @param emaDecay how much of the moving average is kept at this step
 * @param seed of the training
 * @param step counted from 0
 */
public record StepInputs(float learningRate, float emaDecay, int seed, int step) {
  /** An odd number: its multiples by the numbers of the replicas all differ, modulo 2^32. */
  private static final int REPLICA = 0x9E3779B9;

  /** Returns the seed of a replica, different for each; replica 0 has the training's own. */
  public int seedOf(int replica) {
    return seed + replica * REPLICA;
  }

  /**
   * Returns the decay of the average at a step: min(decay, (1 + t) / (10 + t)), so that it forgets
   * the first weights fast (TF1 ExponentialMovingAverage with num_updates). The reference's t is
   * the global step after the update, 1 at the first step: the average follows the optimiser.
   *
   * @param step counted from 0
   */
  public static float emaDecayAt(double decay, long step) {
    return (float) Math.min(decay, (2.0 + step) / (11.0 + step));
  }
}
