package org.noisystudent.device;

import java.util.List;
import java.util.Optional;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.BlockSpec;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.model.LayerOps;
import org.noisystudent.model.Replication;
import org.noisystudent.train.TrainStep;

/**
 * Devices with a step of a network of six blocks, of which three are alike. The step leaves
 * gradients as they are in the slots of the update.
 *
 * @param config of the training
 * @param frozen layers that do not learn
 * @param plan how it is computed
 * @param blocks how many of the blocks there are
 */
record SmallNetwork(TrainingConfig config, FrozenLayers frozen, ComputePlan plan, int blocks) {
  static final int CLASSES = 4;
  static final int SIDE = 16;

  /**
   * Returns a network under noise.
   *
   * @param train further keys of the section
   */
  static SmallNetwork noised(String compute, String train) {
    return of(compute, train, "dropout: 0.3, stochasticDepth: 0.4");
  }

  static SmallNetwork withoutNoise(String train) {
    return of("float32", train, "dropout: 0, stochasticDepth: 0");
  }

  private static SmallNetwork of(String compute, String train, String noise) {
    TrainingConfig config =
        ConfigLoader.parse(
                """
                data: {classes: 4}
                selfTraining: {teacher: {train: {microBatches: 1}}, students: []}
                model: {width: 0.2, resolution: 16, compute: %s}
                train:
                  {weightDecay: 0.01, emaDecay: 0.9, optimizer: {type: sgd}, %s}
                noise: {%s}
                """
                    .formatted(
                        compute,
                        train.contains("unlabeledRatio") ? train : "unlabeledRatio: 1, " + train,
                        noise),
                "test")
            .training();
    return new SmallNetwork(config, FrozenLayers.none(), ComputePlan.plain(), 6);
  }

  SmallNetwork saving(boolean rolled, boolean recomputed) {
    return new SmallNetwork(
        config, frozen, new ComputePlan(rolled, recomputed, LayerOps.PLAIN), blocks);
  }

  SmallNetwork frozen(FrozenLayers layers) {
    return new SmallNetwork(config, layers, plan, blocks);
  }

  /** Returns the same with its first two blocks alone. */
  SmallNetwork shallow() {
    return new SmallNetwork(config, frozen, plan, 2);
  }

  /** Opens a device that compiles the step, with first weights. */
  Device compiled() {
    int batch = config.train().labeledBatch() + config.train().unlabeledBatch();
    return open(FixedBatches.of(batch, SIDE, CLASSES), true);
  }

  /** Opens a device with first weights. */
  Device open(StepBatches.Source batches, boolean xla) {
    TrainStep step =
        TrainStep.build(
            architecture(),
            config.train(),
            config.noise(),
            false,
            frozen,
            Optional.empty(),
            Replication.one(),
            plan);
    Device device = new SessionDevice(step, batches, DeviceConfig.cpu(xla, 1));
    device.initialize(1);
    return device;
  }

  private Architecture architecture() {
    Architecture whole = Architecture.of(config.model(), CLASSES);
    List<BlockSpec> all =
        List.of(
            new BlockSpec(1, 3, 1, 1, 8, 8),
            new BlockSpec(2, 3, 2, 6, 8, 8),
            new BlockSpec(2, 3, 1, 6, 8, 8),
            new BlockSpec(2, 3, 1, 6, 8, 8),
            new BlockSpec(2, 3, 1, 6, 8, 8),
            new BlockSpec(3, 5, 1, 6, 8, 16));
    return new Architecture(
        whole.scope(),
        whole.family(),
        whole.resolution(),
        8,
        whole.stemStride(),
        all.subList(0, blocks),
        16,
        CLASSES,
        whole.dropout(),
        whole.batchNormMomentum(),
        whole.batchNormEpsilon(),
        whole.compute());
  }
}
