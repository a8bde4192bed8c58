package org.noisystudent.export;

import org.noisystudent.device.VariableValues;
import org.noisystudent.savedmodel.Classifier;

/** A network without noise that is asked with the variables of a training, again and again. */
public interface TrainedNetwork extends Classifier {
  /**
   * Sets the variables to those of a training, the moving averages where it kept them. The values
   * stay the caller's.
   *
   * @throws IllegalArgumentException if one is missing
   */
  void load(VariableValues values);
}
