package org.noisystudent.selftraining;

import java.util.Set;
import org.noisystudent.run.Stage;

/** Ends a run once at each of some moments: within a training or labeling, between stages. */
final class CutShort extends QuietListener {
  private final Set<String> done;
  private String stage = "";

  /** What ends the run. */
  static final class Cut extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /**
   * Creates a listener.
   *
   * @param done the moments of earlier tries; takes this one's
   */
  CutShort(Set<String> done) {
    this.done = done;
  }

  @Override
  public void started(Stage started) {
    super.started(started);
    stage = started.name();
    if (!(started instanceof Stage.Train || started instanceof Stage.Label)) {
      cutOnce("start");
    }
  }

  @Override
  public void stepped(long step, long steps) {
    if (step == 18) {
      cutOnce("step 18");
    }
  }

  @Override
  public void labeled(int labeled, int images) {
    if (labeled > images / 2) {
      cutOnce("half");
    }
  }

  private void cutOnce(String moment) {
    if (done.add(stage + " " + moment)) {
      throw new Cut();
    }
  }
}
