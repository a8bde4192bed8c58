package org.noisystudent.accelerator;

import java.util.Optional;
import org.noisystudent.lowering.LoweredModule;
import org.noisystudent.lowering.Lowering;
import org.noisystudent.train.TrainStep;

/**
 * A step of a training as modules.
 *
 * @param one the step alone
 * @param several some steps, if more than one is run at a call
 * @param perCall how many those are, or 1
 */
record StepModules(LoweredModule one, Optional<LoweredModule> several, int perCall) {
  /** Lowers a step, which stays the caller's. */
  static StepModules of(Lowering lowering, TrainStep step, int perCall) {
    return new StepModules(
        lowering.lower(step),
        perCall == 1 ? Optional.empty() : Optional.of(lowering.lower(step, perCall)),
        perCall);
  }
}
