package org.noisystudent.robustness;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The perturbations of ImageNet-P, as the table of its paper orders them; the last four are held
 * out, and are in no score.
 */
public enum Perturbation {
  GAUSSIAN_NOISE(.23653, true),
  SHOT_NOISE(.30062, true),
  MOTION_BLUR(.09297, false),
  ZOOM_BLUR(.05942, false),
  SNOW(.11928, false),
  BRIGHTNESS(.04889, false),
  TRANSLATE(.11007, false),
  ROTATE(.13104, false),
  TILT(.07050, false),
  SCALE(.23531, false),
  SPECKLE_NOISE(.18649, true),
  GAUSSIAN_BLUR(.02775, false),
  SPATTER(.05053, false),
  SHEAR(.10658, false);

  private final double alexNetFlipProbability;
  private final boolean noise;

  Perturbation(double alexNetFlipProbability, boolean noise) {
    this.alexNetFlipProbability = alexNetFlipProbability;
    this.noise = noise;
  }

  /** Returns AlexNet's flip probability on ImageNet-P, 0..1 (hendrycks/robustness). */
  public double alexNetFlipProbability() {
    return alexNetFlipProbability;
  }

  /**
   * Returns whether its frames are noise drawn anew, which are compared with the first frame, and
   * not each with the one before.
   */
  public boolean noise() {
    return noise;
  }

  /** Returns whether it is one of the ten that the mean flip rate is of. */
  public boolean scored() {
    return ordinal() < SPECKLE_NOISE.ordinal();
  }

  /** Returns the ten that the mean flip rate is of. */
  public static List<Perturbation> scoredOnes() {
    return Arrays.stream(values()).filter(Perturbation::scored).toList();
  }

  /** Returns the name of its folder. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
