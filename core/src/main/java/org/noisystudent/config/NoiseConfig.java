package org.noisystudent.config;

/**
 * The noise of a training (paper section 2.1).
 *
 * @param dropout drop rate before the classifier; negative = the variant's own
 * @param stochasticDepth drop rate towards the last block (1 - survival probability), linear rule
 * @param randAugment input noise
 */
public record NoiseConfig(double dropout, double stochasticDepth, RandAugmentConfig randAugment) {
  /** Returns the noise within the network alone. */
  NoiseConfig withoutRandAugment() {
    RandAugmentConfig off =
        new RandAugmentConfig(
            0,
            randAugment.magnitude(),
            randAugment.mode(),
            randAugment.translateConst(),
            randAugment.cutoutConst());
    return new NoiseConfig(dropout, stochasticDepth, off);
  }
}
