package org.noisystudent.model;

import org.noisystudent.config.TrainConfig;
import org.noisystudent.data.FunctionScope;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * How a step computes its network: what it computes is the same, but for rounding.
 *
 * @param rolled whether the blocks of a stage that are alike become loops, which compute each of
 *     them again in the backward pass
 * @param recomputed whether the other blocks are computed again in the backward pass as well
 * @param ops what layers are made of
 */
public record ComputePlan(boolean rolled, boolean recomputed, LayerOps ops) {
  /** From so many blocks a network is large: B6 has 45, L2 has 88. */
  private static final int LARGE = 45;

  /** What runs a step. */
  public enum Runner {
    /** XLA compiles the step as a whole. */
    COMPILER,
    /** A session runs its ops one by one on a CPU. */
    CPU_SESSION,
    /** A session runs its ops one by one, as they are. */
    SESSION
  }

  /**
   * Returns how a step is best computed.
   *
   * @throws UserErrorException if a step is to save memory that is not compiled
   */
  public static ComputePlan of(TrainConfig train, Architecture architecture, Runner runner) {
    boolean compiled = runner == Runner.COMPILER;
    boolean asked =
        train.rolled() == TrainConfig.Saving.ON || train.recompute() == TrainConfig.Saving.ON;
    if (asked && !compiled) {
      throw new UserErrorException(
          Kind.USAGE,
          "train.rolled and train.recompute must be auto or off where XLA does not compile the step");
    }
    boolean large = compiled && architecture.blocks().size() >= LARGE;
    return new ComputePlan(
        isOn(train.rolled(), large),
        isOn(train.recompute(), large),
        runner == Runner.CPU_SESSION ? LayerOps.ofThisCpu() : LayerOps.PLAIN);
  }

  private static boolean isOn(TrainConfig.Saving saving, boolean byDefault) {
    return switch (saving) {
      case AUTO -> byDefault;
      case ON -> true;
      case OFF -> false;
    };
  }

  /** Returns the step as every device and every compiler takes it. */
  public static ComputePlan plain() {
    return new ComputePlan(false, false, LayerOps.PLAIN);
  }

  /** Returns the step for a session that runs it op by op on the CPU of this machine. */
  public static ComputePlan cpuSession() {
    return ofOps(LayerOps.ofThisCpu());
  }

  /** Returns the step with the ops that are named. */
  public static ComputePlan ofOps(LayerOps ops) {
    return new ComputePlan(false, false, ops);
  }

  boolean savesMemory() {
    return rolled || recomputed;
  }

  Kernels kernels(FunctionScope scope) {
    return ops.kernels(scope);
  }
}
