package org.noisystudent.corruption;

/** Falling snow: enlarged noise, blurred as it falls, over an image made paler. */
final class Snow {
  private static final double[][] IMAGENET = {
    {.1, .3, 3, .5, 10, 4, .8},
    {.2, .3, 2, .5, 12, 4, .7},
    {.55, .3, 4, .9, 12, 8, .7},
    {.55, .3, 4.5, .85, 12, 8, .65},
    {.55, .3, 2.5, .85, 12, 12, .55}
  };

  /**
   * Mean, deviation, enlargement, threshold, motion blur's radius and sigma, share of the image.
   */
  private static final double[][][] SNOW = {
    {
      {.1, .2, 1, .6, 8, 3, .95},
      {.1, .2, 1, .5, 10, 4, .9},
      {.15, .3, 1.75, .55, 10, 4, .9},
      {.25, .3, 2.25, .6, 12, 6, .85},
      {.3, .3, 1.25, .65, 14, 12, .8}
    },
    {
      {.1, .2, 1, .6, 8, 3, .8},
      {.1, .2, 1, .5, 10, 4, .8},
      {.15, .3, 1.75, .55, 10, 4, .7},
      {.25, .3, 2.25, .6, 12, 6, .65},
      {.3, .3, 1.25, .65, 14, 12, .6}
    },
    IMAGENET,
    IMAGENET
  };

  private Snow() {}

  static Bitmap apply(Bitmap image, Level level, Draws draws) {
    double[] c = level.of(SNOW);
    Bitmap flakes = flakes(image, c, draws);
    return fall(image, flakes, c[4], c[5], draws.uniform(-135, -45), c[6]);
  }

  /** Returns flakes before they fall, grey on black. */
  static Bitmap flakes(Bitmap image, double[] c, Draws draws) {
    Samples noise = new Samples(image.height(), image.width(), 1);
    for (int i = 0; i < noise.values.length; i++) {
      noise.values[i] = c[0] + c[1] * draws.normal();
    }
    Samples flakes = Zoom.middle(noise, c[2], false);
    for (int i = 0; i < flakes.values.length; i++) {
      flakes.values[i] = flakes.values[i] < c[3] ? 0 : flakes.values[i];
    }
    return flakes.toBitmap();
  }

  /** Returns the image under the flakes, and under the same flakes turned upside down. */
  static Bitmap fall(
      Bitmap image, Bitmap flakes, double radius, double sigma, double degrees, double share) {
    Bitmap falling = MotionBlur.apply(flakes, radius, sigma, degrees);
    Samples x = Samples.ofFloats(image);
    int pixels = x.height * x.width;
    for (int i = 0; i < pixels; i++) {
      float pale = grey(x, i) * 1.5f + .5f;
      double snow = falling.at(i) / 255.0;
      double turned = falling.at(pixels - 1 - i) / 255.0;
      for (int channel = 0; channel < x.channels; channel++) {
        int at = i * x.channels + channel;
        float value = (float) x.values[at];
        float paler = (float) share * value + (float) (1 - share) * Math.max(value, pale);
        x.values[at] = paler + snow + turned;
      }
    }
    return x.toBitmap();
  }

  private static float grey(Samples x, int pixel) {
    if (x.channels == 1) {
      return (float) x.values[pixel];
    }
    return (float) x.values[3 * pixel] * .299f
        + (float) x.values[3 * pixel + 1] * .587f
        + (float) x.values[3 * pixel + 2] * .114f;
  }
}
