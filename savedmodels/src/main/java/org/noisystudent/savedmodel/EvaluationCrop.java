package org.noisystudent.savedmodel;

/** How an image of any size becomes a square of the model's resolution. */
public enum EvaluationCrop {
  /** The whole image is resized: for small images. */
  NONE,
  /** The central square of side R/(R+32) of the shorter side is resized to R. */
  CENTER
}
