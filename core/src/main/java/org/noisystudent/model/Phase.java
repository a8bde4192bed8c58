package org.noisystudent.model;

import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;

/** What a network is built for. */
public sealed interface Phase {
  /** Moving statistics, no noise: evaluation, serving, and every teacher but a noised one. */
  record Inference() implements Phase {}

  /** With noise inside the network. */
  sealed interface Noisy extends Phase {
    /** Returns the seed of all masks, [2]: another one for each batch. */
    Operand<TInt32> seed();

    /** Returns the drop rate before the classifier. */
    double dropout();

    /** Returns the drop rate towards the last block, linear from 0 at the first. */
    double stochasticDepth();
  }

  /** Moving statistics, with noise: a noised teacher. The batch must be static. */
  record NoisedInference(Operand<TInt32> seed, double dropout, double stochasticDepth)
      implements Noisy {}

  /**
   * Batch statistics and noise.
   *
   * @param seed [2], another one at each (seed, replica) and step
   * @param dropout drop rate before the classifier
   * @param stochasticDepth drop rate towards the last block, linear from 0 at the first
   * @param frozen layers that do not learn
   * @param replication the replicas that train together
   */
  record Training(
      Operand<TInt32> seed,
      double dropout,
      double stochasticDepth,
      FrozenLayers frozen,
      Replication replication)
      implements Noisy {
    /** Creates a phase in which all layers learn, on one replica. */
    public Training(Operand<TInt32> seed, double dropout, double stochasticDepth) {
      this(seed, dropout, stochasticDepth, FrozenLayers.none(), Replication.one());
    }

    /** Returns the same for a seed that stands elsewhere. */
    Training withSeed(Operand<TInt32> other) {
      return new Training(other, dropout, stochasticDepth, frozen, replication);
    }
  }
}
