package org.noisystudent.savedmodel;

/** How an image of any size becomes a square of the model's resolution R. */
public enum EvaluationCrop {
  /** The whole image is resized: for small images. */
  NONE,
  /** The central square of side R/(R+32) of the shorter side is resized to R (preprocessing.py). */
  CENTER,
  /**
   * The same of side R/(R+P), P = R/7 rounded: 0.875 at every resolution. At 224 it is {@link
   * #CENTER} (EfficientNet's newer preprocessing.py).
   */
  CENTER_875,
  /**
   * The central square of the whole shorter side, resized as Pillow does: bicubic over the area
   * that a pixel comes from. What weights trained with PyTorch expect.
   */
  SQUARE
}
