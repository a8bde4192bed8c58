package org.noisystudent.augment;

import org.noisystudent.config.RandAugmentConfig;
import org.noisystudent.config.RandAugmentConfig.Mode;

/**
 * The arguments of the operations at one magnitude (randaugment.py, level_to_arg), with the
 * overflow of the chosen mode already applied. Geometric arguments are without their random sign.
 *
 * @param mode which overflow and contrast behaviour
 * @param degrees rotation
 * @param shear horizontal or vertical shear
 * @param translation pixels
 * @param enhanceFactor blend factor of colour, contrast, brightness and sharpness
 * @param posterizeShift low bits cleared, 0..7: magnitudes below 2.5 ask for 8, and get 7 from
 *     TensorFlow
 * @param solarizeThreshold first value inverted, 0..256
 * @param solarizeAddition what dark values gain
 * @param cutoutHalfSide half the side of the square in pixels
 */
record Strength(
    Mode mode,
    double degrees,
    double shear,
    double translation,
    double enhanceFactor,
    int posterizeShift,
    int solarizeThreshold,
    int solarizeAddition,
    int cutoutHalfSide) {
  private static final double MAX_LEVEL = 10.0;

  /** TensorFlow's shift kernels clamp the shift of an 8-bit number to this. */
  private static final int MAX_KERNEL_SHIFT = 7;

  static Strength of(RandAugmentConfig config) {
    double level = config.magnitude() / MAX_LEVEL;
    boolean wraps = config.mode() == Mode.REFERENCE;
    int threshold = (int) (level * 256);
    int shift = 8 - (int) (level * 4);
    return new Strength(
        config.mode(),
        level * 30,
        level * 0.3,
        level * config.translateConst(),
        level * 1.8 + 0.1,
        Math.min(wraps ? shift & 0xFF : Math.max(shift, 0), MAX_KERNEL_SHIFT),
        wraps ? threshold & 0xFF : Math.min(threshold, 256),
        (int) (level * 110),
        (int) (level * config.cutoutConst()));
  }
}
