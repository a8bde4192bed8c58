package org.noisystudent.robustness;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The corruptions of ImageNet-C, in the order of its authors; the last four are held out, and are
 * in no score.
 */
public enum Corruption {
  GAUSSIAN_NOISE(.886428),
  SHOT_NOISE(.894468),
  IMPULSE_NOISE(.922640),
  DEFOCUS_BLUR(.819880),
  GLASS_BLUR(.826268),
  MOTION_BLUR(.785948),
  ZOOM_BLUR(.798360),
  SNOW(.866816),
  FROST(.826572),
  FOG(.819324),
  BRIGHTNESS(.564592),
  CONTRAST(.853204),
  ELASTIC_TRANSFORM(.646056),
  PIXELATE(.717840),
  JPEG_COMPRESSION(.606500),
  SPECKLE_NOISE(.8454),
  GAUSSIAN_BLUR(.7871),
  SPATTER(.7175),
  SATURATE(.6583);

  /** The highest severity; the lowest is 1. */
  public static final int SEVERITIES = 5;

  private final double alexNetError;

  Corruption(double alexNetError) {
    this.alexNetError = alexNetError;
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
    return ordinal() < SPECKLE_NOISE.ordinal();
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
