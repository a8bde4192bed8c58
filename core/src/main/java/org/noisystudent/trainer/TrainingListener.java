package org.noisystudent.trainer;

import java.util.Map;

/** Is told how far a training is. */
public interface TrainingListener {
  /** The training starts, or is taken up, at a step. */
  void started(long firstStep, long steps);

  /** A step is done. */
  void stepped(long done, long steps);

  /** Numbers were logged: means since they were logged before. */
  void logged(long step, Map<String, Double> numbers);

  /** Something the user should know that does not stop the training. */
  void warned(String line);
}
