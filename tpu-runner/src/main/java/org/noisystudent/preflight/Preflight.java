package org.noisystudent.preflight;

import java.util.Optional;
import java.util.function.IntFunction;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.lowering.LoweredModule;
import org.noisystudent.lowering.Lowering;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.model.Replication;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.train.TrainStep;

/** Builds, lowers and compiles the step of a config for a topology. */
public final class Preflight {
  /** Our choice: eight times the largest that was published for one core. */
  private static final int MOST = 1024;

  private final Lowering lowering;
  private final Compiler compiler;
  private final Topology topology;
  private final int replicas;

  /**
   * Creates a preflight.
   *
   * @param replicas how many devices of the topology run the step, 1 to all
   */
  public Preflight(Lowering lowering, Compiler compiler, Topology topology, int replicas) {
    if (replicas < 1 || replicas > topology.devices()) {
      throw new UserErrorException(
          Kind.USAGE,
          "--replicas (%d) must be 1 to the %d devices of %s"
              .formatted(replicas, topology.devices(), topology.name()));
    }
    this.lowering = lowering;
    this.compiler = compiler;
    this.topology = topology;
    this.replicas = replicas;
  }

  /**
   * Compiles the step.
   *
   * @param config with a labeled batch over all replicas
   * @param withBatch the same config with another such batch
   * @param findBatch whether to seek the largest batch that fits as well
   */
  public PreflightReport run(
      ExperimentConfig config, IntFunction<ExperimentConfig> withBatch, boolean findBatch) {
    int batch = config.training().train().labeledBatch();
    if (batch % replicas != 0) {
      throw new UserErrorException(
          Kind.USAGE,
          "train.labeledBatch (%d) must be a multiple of the %d replicas"
              .formatted(batch, replicas));
    }
    int each = batch / replicas;
    byte[] hlo = lower(config).hlo();
    Compilation compilation = compiler.compile(hlo, topology, replicas);
    Optional<LargestBatch> largest = Optional.empty();
    if (findBatch) {
      largest =
          Optional.of(
              LargestBatch.find(
                  Math.min(each, MOST),
                  MOST,
                  size ->
                      size == each
                          ? compilation.outcome()
                          : outcome(withBatch.apply(size * replicas))));
    }
    return PreflightReport.of(topology, hlo, compilation, largest);
  }

  /**
   * Compiles a step that others lowered, for the same devices.
   *
   * @param hlo an {@code HloModuleProto}
   */
  public PreflightReport run(byte[] hlo) {
    return PreflightReport.of(
        topology, hlo, compiler.compile(hlo, topology, replicas), Optional.empty());
  }

  private Outcome outcome(ExperimentConfig config) {
    return compiler.compile(lower(config).hlo(), topology, replicas).outcome();
  }

  private LoweredModule lower(ExperimentConfig config) {
    TrainingConfig training = config.training();
    Architecture architecture = Architecture.of(training.model(), config.data().classes());
    try (TrainStep step =
        TrainStep.build(
            architecture,
            training.train(),
            training.noise(),
            training.pseudoLabel().labels() == Labels.HARD,
            FrozenLayers.none(),
            Optional.empty(),
            Replication.of(replicas, training.train().batchNormReplicas()),
            ComputePlan.of(training.train(), architecture, ComputePlan.Runner.COMPILER))) {
      return lowering.lower(step);
    }
  }
}
