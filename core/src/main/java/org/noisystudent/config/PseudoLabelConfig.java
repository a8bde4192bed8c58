package org.noisystudent.config;

import java.util.List;

/**
 * How a teacher's predictions become labels (paper section 2, reference filter_unlabel.py).
 *
 * @param labels soft (probabilities) or hard (one class)
 * @param temperature soft labels are p^(1/T), renormalised
 * @param storage how probabilities are written, predictions and labels alike
 * @param storedClasses how many classes of an image are written where only the top ones are
 * @param minConfidence images whose top probability is below are dropped
 * @param selection how the images of a class are chosen
 * @param perClass how many images of each class to keep and to fill up to; 0 = no balancing
 * @param duplicate whether classes with fewer are filled up with copies
 * @param reassign whether a student keeps the images that were selected for the one before, and its
 *     teacher labels only these anew
 * @param viewShift predictions are averaged over shifts of this many pixels in 4 directions; 0 =
 *     off
 * @param viewFlip predictions are averaged over the mirrored image too
 * @param batch images scored at a time
 * @param shards files the predictions are written in
 * @param teachers SavedModels whose predictions are averaged with the teacher's
 * @param scorer a SavedModel whose confidences select the images, which the teacher then labels
 *     (paper: a B0 filters, whatever the teacher); empty = the teacher's own
 * @param online whether the teacher labels each batch anew within the step instead of by what was
 *     stored (reference: main.py, teacher_model_name)
 * @param noised whether the teacher labels under the student's noise (paper section 4.2 shows that
 *     it is worse): for studies only
 */
public record PseudoLabelConfig(
    Labels labels,
    double temperature,
    Storage storage,
    int storedClasses,
    double minConfidence,
    Selection selection,
    int perClass,
    boolean duplicate,
    boolean reassign,
    int viewShift,
    boolean viewFlip,
    int batch,
    int shards,
    List<String> teachers,
    String scorer,
    boolean online,
    boolean noised) {
  /** Copies the paths. */
  public PseudoLabelConfig {
    teachers = List.copyOf(teachers);
  }

  /** Forms of pseudo-labels. */
  public enum Labels {
    /** The teacher's probabilities. */
    SOFT,
    /** The teacher's most probable class. */
    HARD
  }

  /** Ways to write probabilities. */
  public enum Storage {
    /** All of them as they are, 4 bytes a class. */
    FLOAT32,
    /** All of them in half precision, 2 bytes a class. */
    FLOAT16,
    /** The most probable ones, and the sum of the others, which share it equally. */
    TOP
  }

  /** Ways to choose the images of a class. */
  public enum Selection {
    /** Exactly the most confident ones, and exactly as many copies as are missing. */
    EXACT,
    /** As filter_unlabel.py: by bins of 0.01, copies by chance. */
    REFERENCE
  }
}
