package org.noisystudent.robustness;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The corruptions of ImageNet-C, in the order of its authors; the last four are held out, and are
 * in no score.
 */
public enum Corruption {
  GAUSSIAN_NOISE(.886428, true),
  SHOT_NOISE(.894468, true),
  IMPULSE_NOISE(.922640, true),
  DEFOCUS_BLUR(.819880, true),
  GLASS_BLUR(.826268, true),
  MOTION_BLUR(.785948, true),
  ZOOM_BLUR(.798360, true),
  SNOW(.866816, true),
  FROST(.826572, true),
  FOG(.819324, true),
  BRIGHTNESS(.564592, true),
  CONTRAST(.853204, true),
  ELASTIC_TRANSFORM(.646056, true),
  PIXELATE(.717840, true),
  JPEG_COMPRESSION(.606500, true),
  SPECKLE_NOISE(.8454, false),
  GAUSSIAN_BLUR(.7871, false),
  SPATTER(.7175, false),
  SATURATE(.6583, false);

  /** The highest severity; the lowest is 1. */
  public static final int SEVERITIES = 5;

  private final double alexNetError;
  private final boolean scored;

  Corruption(double alexNetError, boolean scored) {
    this.alexNetError = alexNetError;
    this.scored = scored;
  }

  /**
   * Returns AlexNet's top-1 error on ImageNet-C, 0..1, mean over severities (google-research/
   * augmix, imagenet.py; those held out: hendrycks/robustness).
   */
  public double alexNetError() {
    return alexNetError;
  }

  /** Returns whether it is one of the 15 that the mean corruption error is of. */
  public boolean scored() {
    return scored;
  }

  /** Returns the 15 that the mean corruption error is of. */
  public static List<Corruption> scoredOnes() {
    return Arrays.stream(values()).filter(Corruption::scored).toList();
  }

  /** Returns the name of its folder. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
