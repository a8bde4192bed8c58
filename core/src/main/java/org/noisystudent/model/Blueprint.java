package org.noisystudent.model;

import org.noisystudent.data.FunctionScope;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * What all parts of a network that learns have in common.
 *
 * @param scope the function they are added to
 * @param type of the activations
 * @param architecture sizes
 * @param phase noise, and what is frozen
 * @param <T> type of the activations
 */
record Blueprint<T extends TNumber>(
    FunctionScope scope, Class<T> type, Architecture architecture, Phase.Training phase) {
  Ops tf() {
    return scope.tf();
  }

  NetworkParts<T> parts(Variables variables) {
    return new NetworkParts<>(tf(), type, architecture, phase, variables, Kernels.plain());
  }

  /** Returns the same for another function. */
  Blueprint<T> inside(FunctionScope function, Operand<TInt32> seed) {
    return new Blueprint<>(function, type, architecture, phase.withSeed(seed));
  }
}
