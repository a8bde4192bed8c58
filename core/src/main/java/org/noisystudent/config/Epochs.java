package org.noisystudent.config;

/**
 * What a schedule is counted in (reference: main.py, steps_per_epoch).
 *
 * @param steps of the schedule, before the ratio
 * @param trainRatio factor of the schedule's length
 * @param images labeled images of an epoch; 0 = an epoch is steps / 350
 * @param batch labeled images a step, as many as count in the loss on average
 */
record Epochs(int steps, double trainRatio, int images, double batch) {
  /** The reference's training in epochs. */
  private static final double WHOLE = 350;

  /** Returns the steps of so many epochs; a fraction stays one. */
  double steps(double epochs) {
    return images == 0 ? steps * epochs / WHOLE : epochs * images / batch;
  }

  /** Returns the steps of the whole schedule. */
  int scheduleSteps() {
    return (int) (steps * trainRatio);
  }
}
