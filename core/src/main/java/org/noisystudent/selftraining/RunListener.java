package org.noisystudent.selftraining;

import org.noisystudent.run.StageRunner;
import org.noisystudent.trainer.TrainingListener;

/** Is told what a run does. */
public interface RunListener extends StageRunner.Listener, TrainingListener {
  /** Images are labeled: how many of all. */
  void labeled(int done, int images);
}
