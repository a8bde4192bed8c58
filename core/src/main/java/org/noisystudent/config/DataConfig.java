package org.noisystudent.config;

import java.util.List;

/**
 * The images of an experiment.
 *
 * @param labeled the labeled training images
 * @param unlabeled the unlabeled images; labels it may carry are used for statistics only
 * @param test the labeled images that measure the models
 * @param labeledPerClass how many labeled images of each class to use, drawn by the seed; 0 = all
 * @param validationImages how many images of the labeled source to set aside for tuning
 * @param classes the number of classes
 * @param classNames names by class number; empty = numbers
 * @param maxCorruptFraction the fraction of records that may be unreadable before a run stops
 * @param maxPixels the largest image, height x width, that is decoded
 * @param cacheMegabytes decoded images of one size are kept in memory up to this size
 * @param parallelism images that are decoded and augmented at a time; 0 = two a core
 * @param unlabeledLimit how many of the unlabeled images to use, drawn by the seed; 0 = all
 * @param testLimit how many of the test images to use, the first ones; 0 = all
 * @param validationShards how many shards of the labeled source, the first by name, to set aside
 *     for tuning, in place of {@code validationImages}; 0 = none
 */
public record DataConfig(
    SourceConfig labeled,
    SourceConfig unlabeled,
    SourceConfig test,
    int labeledPerClass,
    int validationImages,
    int classes,
    List<String> classNames,
    double maxCorruptFraction,
    long maxPixels,
    int cacheMegabytes,
    int parallelism,
    int unlabeledLimit,
    int testLimit,
    int validationShards) {
  /** The name of class 0 where ImageNet's classes come behind a background. */
  public static final String BACKGROUND = "background";

  /** Returns whether images are set aside for tuning. */
  public boolean hasValidation() {
    return validationImages > 0 || validationShards > 0;
  }

  /** Returns how many images are decoded and augmented at a time. */
  public int imagesAtATime() {
    return parallelism > 0
        ? parallelism
        : imagesAtATime(Runtime.getRuntime().availableProcessors());
  }

  /**
   * Returns how many images so many threads best have at a time: two each, so that one that has
   * made an image finds the next begun.
   */
  public static int imagesAtATime(int threads) {
    return 2 * threads;
  }

  /** Returns the same choice of images from other sources. */
  public DataConfig withSources(
      SourceConfig newLabeled, SourceConfig newUnlabeled, SourceConfig newTest) {
    return new DataConfig(
        newLabeled,
        newUnlabeled,
        newTest,
        labeledPerClass,
        validationImages,
        classes,
        classNames,
        maxCorruptFraction,
        maxPixels,
        cacheMegabytes,
        parallelism,
        unlabeledLimit,
        testLimit,
        validationShards);
  }
}
