package org.noisystudent.data;

import java.util.Optional;

/**
 * What a training reads.
 *
 * @param labeled the labeled images
 * @param unlabeled images with soft labels, or with pseudo-labels as their class
 * @param labeledBatch labeled images a step
 * @param unlabeledBatch unlabeled images a step
 * @param classes the number of classes
 * @param resolution the side in pixels of what the transform returns
 * @param transform what is done to each image
 * @param seed the order and every random choice follow from it
 * @param parallelism images that are decoded and transformed at a time
 * @param teacherView how the unlabeled images are seen by a teacher, where one looks at them
 * @param process the part of every batch that is read; the batches are those of all processes
 */
public record TrainingInput(
    ImageSource labeled,
    Optional<ImageSource> unlabeled,
    int labeledBatch,
    int unlabeledBatch,
    int classes,
    int resolution,
    ImageTransform transform,
    long seed,
    int parallelism,
    Optional<TeacherView> teacherView,
    ProcessShare process) {
  /** Returns the input of a process that reads whole batches. */
  public TrainingInput(
      ImageSource labeled,
      Optional<ImageSource> unlabeled,
      int labeledBatch,
      int unlabeledBatch,
      int classes,
      int resolution,
      ImageTransform transform,
      long seed,
      int parallelism,
      Optional<TeacherView> teacherView) {
    this(
        labeled,
        unlabeled,
        labeledBatch,
        unlabeledBatch,
        classes,
        resolution,
        transform,
        seed,
        parallelism,
        teacherView,
        ProcessShare.WHOLE);
  }

  /** Checks the sizes. */
  public TrainingInput {
    if (labeled.size() == 0) {
      throw new IllegalArgumentException("labeled images (0) must be > 0");
    }
    if (labeledBatch < 1) {
      throw new IllegalArgumentException("labeledBatch (" + labeledBatch + ") must be > 0");
    }
    boolean some = unlabeled.map(source -> source.size() > 0).orElse(false);
    if (unlabeledBatch > 0 != some) {
      throw new IllegalArgumentException(
          "unlabeledBatch ("
              + unlabeledBatch
              + ") must be > 0 where, and only where, there are"
              + " unlabeled images");
    }
    if (parallelism < 1) {
      throw new IllegalArgumentException("parallelism (" + parallelism + ") must be > 0");
    }
  }

  /**
   * Returns the same for one process of several.
   *
   * @throws IllegalArgumentException if a batch cannot be divided among them
   */
  public TrainingInput of(ProcessShare share) {
    share.rows(labeledBatch);
    share.rows(unlabeledBatch);
    return new TrainingInput(
        labeled,
        unlabeled,
        labeledBatch,
        unlabeledBatch,
        classes,
        resolution,
        transform,
        seed,
        parallelism,
        teacherView,
        share);
  }
}
