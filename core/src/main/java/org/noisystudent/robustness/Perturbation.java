package org.noisystudent.robustness;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The perturbations of ImageNet-P, as the table of its paper orders them; the last four are held
 * out, and are in no score.
 */
public enum Perturbation {
  GAUSSIAN_NOISE(.23653, true, true),
  SHOT_NOISE(.30062, true, true),
  MOTION_BLUR(.09297, false, true),
  ZOOM_BLUR(.05942, false, true),
  SNOW(.11928, false, true),
  BRIGHTNESS(.04889, false, true),
  TRANSLATE(.11007, false, true),
  ROTATE(.13104, false, true),
  TILT(.07050, false, true),
  SCALE(.23531, false, true),
  SPECKLE_NOISE(.18649, true, false),
  GAUSSIAN_BLUR(.02775, false, false),
  SPATTER(.05053, false, false),
  SHEAR(.10658, false, false);

  private final double alexNetFlipProbability;
  private final boolean noise;
  private final boolean scored;

  Perturbation(double alexNetFlipProbability, boolean noise, boolean scored) {
    this.alexNetFlipProbability = alexNetFlipProbability;
    this.noise = noise;
    this.scored = scored;
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
    return scored;
  }

  /** Returns the ten that the mean flip rate is of. */
  public static List<Perturbation> scoredOnes() {
    return Arrays.stream(values()).filter(Perturbation::scored).toList();
  }

  /**
   * Returns the perturbation of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Perturbation named(String name) {
    return Arrays.stream(values())
        .filter(one -> one.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("perturbation (" + name + ") is unknown"));
  }

  /** Returns the name of its folder. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
