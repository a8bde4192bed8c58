package org.noisystudent.config;

/**
 * RandAugment (Cubuk et al., 2019), as in the reference's {@code randaugment.py}.
 *
 * @param layers operations applied to each image; 0 = off
 * @param magnitude strength M; the level is M / 10
 * @param mode whether thresholds are clamped ({@code FIXED}) or wrap modulo 256 ({@code REFERENCE})
 * @param translateConst translation in pixels at level 1 (reference: 100; SVHN 4)
 * @param cutoutConst half side of the cutout square in pixels at level 1 (reference: 40; SVHN 4)
 */
public record RandAugmentConfig(
    int layers, double magnitude, Mode mode, double translateConst, double cutoutConst) {
  /** How magnitudes past the range of an operation behave. */
  public enum Mode {
    /** Thresholds clamp to 0..256, bits to 0..8, contrast takes the true grey mean. */
    FIXED,
    /** The reference's overflow and contrast quirks. */
    REFERENCE
  }
}
