package org.noisystudent.device;

import java.util.Optional;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.model.Replication;
import org.noisystudent.train.TrainStep;

/** Steps of a network that is small enough to be compiled in a test. */
final class TinySteps {
  static final int CLASSES = 4;
  static final int SIDE = 16;

  private TinySteps() {}

  /** Returns a step of eight labeled and eight unlabeled images. */
  static TrainStep of(String compute, Replication replication) {
    TrainingConfig training =
        ConfigLoader.parse(
                """
                data: {classes: 4}
                selfTraining: {students: []}
                model: {width: 0.1, depth: 0.1, resolution: 16, smallImage: true, compute: %s}
                train: {labeledBatch: 8, unlabeledRatio: 1, weightDecay: 0.01, emaDecay: 0.9}
                noise: {dropout: 0.2, stochasticDepth: 0.2}
                """
                    .formatted(compute),
                "test")
            .training();
    return TrainStep.build(
        Architecture.of(training.model(), CLASSES),
        training.train(),
        training.noise(),
        false,
        FrozenLayers.none(),
        Optional.empty(),
        replication,
        ComputePlan.plain());
  }
}
