package org.noisystudent.model;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Hands a network under construction the values of its variables. */
@FunctionalInterface
public interface Variables {
  /** Returns the value of a variable, with its static shape; called once for each variable. */
  Operand<TFloat32> read(VariableSpec spec);
}
