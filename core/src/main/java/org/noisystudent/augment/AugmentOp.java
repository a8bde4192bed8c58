package org.noisystudent.augment;

/** The operations RandAugment picks from, in the reference's order (randaugment.py). */
enum AugmentOp {
  AUTO_CONTRAST,
  EQUALIZE,
  INVERT,
  ROTATE,
  POSTERIZE,
  SOLARIZE,
  COLOR,
  CONTRAST,
  BRIGHTNESS,
  SHARPNESS,
  SHEAR_X,
  SHEAR_Y,
  TRANSLATE_X,
  TRANSLATE_Y,
  SOLARIZE_ADD,
  CUTOUT
}
