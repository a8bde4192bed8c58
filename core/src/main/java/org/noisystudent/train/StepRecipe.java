package org.noisystudent.train;

import org.noisystudent.config.NoiseConfig;
import org.noisystudent.config.TrainConfig;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.model.Phase;
import org.noisystudent.model.Replication;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What a step does, whatever its batch is.
 *
 * @param architecture the network
 * @param train loss and optimisation
 * @param noise noise within the network
 * @param hardPseudoLabels whether unlabeled targets are one-hot, and so smoothed
 * @param frozen layers that do not learn
 * @param replication the replicas
 * @param plan how the network is computed
 */
record StepRecipe(
    Architecture architecture,
    TrainConfig train,
    NoiseConfig noise,
    boolean hardPseudoLabels,
    FrozenLayers frozen,
    Replication replication,
    ComputePlan plan) {
  /**
   * Checks what cannot be together.
   *
   * @throws UserErrorException if replicas that are not compiled share batch norm in a loop: a sum
   *     knows its like on other replicas by its place in the graph, not by its round
   */
  void check() {
    boolean shared = replication.batchNormGroup() > 1;
    if (shared && train.microBatches() > 1 && !replication.sums().isCompiled()) {
      throw new UserErrorException(
          Kind.USAGE,
          "train.microBatches (%d) must be 1 where workers share batch norm: set train.batchNormReplicas to local"
              .formatted(train.microBatches()));
    }
  }

  /**
   * Returns what the network is built for.
   *
   * @param seed [2]
   */
  Phase.Training phase(Operand<TInt32> seed) {
    double dropout = noise.dropout() < 0 ? architecture.dropout() : noise.dropout();
    return new Phase.Training(seed, dropout, noise.stochasticDepth(), frozen, replication);
  }

  /**
   * Adds what each row of a batch counts for, a matrix of {@link LossWeights}.
   *
   * @param scale of the weights
   */
  Operand<TFloat32> weights(Ops tf, ReplicaRows rows, int scale) {
    return LossWeights.matrix(tf, train, rows, hardPseudoLabels, scale);
  }
}
