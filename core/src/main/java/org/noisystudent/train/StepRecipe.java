package org.noisystudent.train;

import org.noisystudent.config.NoiseConfig;
import org.noisystudent.config.TrainConfig;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.model.MemorySaving;

/**
 * What a step does, whatever its batch is.
 *
 * @param architecture the network
 * @param train loss and optimisation
 * @param noise noise within the network
 * @param hardPseudoLabels whether unlabeled targets are one-hot, and so smoothed
 * @param frozen layers that do not learn
 * @param memory how memory is saved
 */
record StepRecipe(
    Architecture architecture,
    TrainConfig train,
    NoiseConfig noise,
    boolean hardPseudoLabels,
    FrozenLayers frozen,
    MemorySaving memory) {
  double dropout() {
    return noise.dropout() < 0 ? architecture.dropout() : noise.dropout();
  }
}
