package org.noisystudent.config;

/**
 * How a teacher's predictions become labels (paper section 2, reference filter_unlabel.py).
 *
 * @param labels soft (probabilities) or hard (one class)
 * @param temperature soft labels are p^(1/T), renormalised
 * @param minConfidence images whose top probability is below are dropped
 * @param perClass how many images of each class to keep and to fill up to; 0 = no balancing
 * @param duplicate whether classes with fewer are filled up with copies
 * @param viewShift predictions are averaged over shifts of this many pixels in 4 directions; 0 =
 *     off
 * @param viewFlip predictions are averaged over the mirrored image too
 * @param batch images scored at a time
 * @param shards files the predictions are written in
 */
public record PseudoLabelConfig(
    Labels labels,
    double temperature,
    double minConfidence,
    int perClass,
    boolean duplicate,
    int viewShift,
    boolean viewFlip,
    int batch,
    int shards) {
  /** Forms of pseudo-labels. */
  public enum Labels {
    /** The teacher's probabilities. */
    SOFT,
    /** The teacher's most probable class. */
    HARD
  }
}
