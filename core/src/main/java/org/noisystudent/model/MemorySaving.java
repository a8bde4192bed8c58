package org.noisystudent.model;

import org.noisystudent.config.TrainConfig;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * How a step saves memory, in compiling and in running.
 *
 * @param rolled whether the blocks of a stage that are alike become loops, which compute each of
 *     them again in the backward pass
 * @param recomputed whether the other blocks are computed again in the backward pass as well
 */
public record MemorySaving(boolean rolled, boolean recomputed) {
  /** From so many blocks a network is large: B6 has 45, L2 has 88. */
  private static final int LARGE = 45;

  /**
   * Returns how a step saves memory.
   *
   * @param compiled whether XLA compiles it; others cannot save any
   * @throws UserErrorException if a step is to save memory that is not compiled
   */
  public static MemorySaving of(TrainConfig train, Architecture architecture, boolean compiled) {
    boolean asked =
        train.rolled() == TrainConfig.Saving.ON || train.recompute() == TrainConfig.Saving.ON;
    if (asked && !compiled) {
      throw new UserErrorException(
          Kind.USAGE,
          "train.rolled and train.recompute must be auto or off where XLA does not compile the step");
    }
    boolean large = compiled && architecture.blocks().size() >= LARGE;
    return new MemorySaving(isOn(train.rolled(), large), isOn(train.recompute(), large));
  }

  private static boolean isOn(TrainConfig.Saving saving, boolean byDefault) {
    return switch (saving) {
      case AUTO -> byDefault;
      case ON -> true;
      case OFF -> false;
    };
  }

  /** Returns the step that is fastest where it fits. */
  public static MemorySaving none() {
    return new MemorySaving(false, false);
  }

  boolean isOn() {
    return rolled || recomputed;
  }
}
