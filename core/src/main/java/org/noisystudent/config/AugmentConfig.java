package org.noisystudent.config;

import org.noisystudent.savedmodel.EvaluationCrop;

/**
 * The standard (always on) augmentation of training images.
 *
 * @param crop which random crop
 * @param cropPadding reflected border in pixels of the {@code PAD} crop
 * @param flip whether images are mirrored left to right at random
 * @param evaluationCrop how images are cut for evaluation and labeling
 */
public record AugmentConfig(
    Crop crop, int cropPadding, boolean flip, EvaluationCrop evaluationCrop) {
  /** Random crops for training. */
  public enum Crop {
    /** Resize only. */
    NONE,
    /** Resize, reflect-pad by {@code cropPadding}, cut at random. */
    PAD,
    /** A distorted bounding box: area 8..100 %, aspect 3/4..4/3, bicubic. */
    INCEPTION,
    /** None: the cut of evaluation (reference: remove_aug). */
    EVALUATION
  }

  /** Returns the same for images that are evaluated by another cut. */
  public AugmentConfig withEvaluationCrop(EvaluationCrop cut) {
    return new AugmentConfig(crop, cropPadding, flip, cut);
  }

  /** Returns the same without augmentation. */
  AugmentConfig asEvaluated() {
    return new AugmentConfig(Crop.EVALUATION, 0, false, evaluationCrop);
  }
}
