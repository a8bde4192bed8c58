package org.noisystudent.corruption;

/** The four corruptions that change each value by itself; a grey image has one value a pixel. */
final class Noise {
  private static final double[][] GAUSSIAN = {
    {.04, .06, .08, .09, .10},
    {.04, .08, .12, .15, .18},
    {.08, .12, .18, .26, .38},
    {.09, .13, .19, .27, .40}
  };
  private static final double[][] SHOT = {
    {500, 250, 100, 75, 50}, {250, 100, 50, 30, 15}, {60, 25, 12, 5, 3}, {50, 20, 10, 5, 3}
  };
  private static final double[][] IMPULSE = {
    {.01, .02, .03, .05, .07},
    {.01, .02, .05, .08, .14},
    {.03, .06, .09, .17, .27},
    {.04, .07, .10, .18, .28}
  };
  private static final double[][] SPECKLE = {
    {.06, .1, .12, .16, .2},
    {.15, .2, .25, .3, .35},
    {.15, .2, .35, .45, .6},
    {.16, .21, .36, .46, .61}
  };

  private Noise() {}

  static Bitmap gaussian(Bitmap image, Level level, Draws draws) {
    return gaussian(image, level.of(GAUSSIAN), draws);
  }

  static Bitmap gaussian(Bitmap image, double deviation, Draws draws) {
    Samples x = Samples.of(image);
    for (int i = 0; i < x.values.length; i++) {
      x.values[i] += deviation * draws.normal();
    }
    return x.toBitmap();
  }

  static Bitmap shot(Bitmap image, Level level, Draws draws) {
    return shot(image, level.of(SHOT), draws);
  }

  /** Adds the noise of counted photons, so many at white. */
  static Bitmap shot(Bitmap image, double photons, Draws draws) {
    Samples x = Samples.of(image);
    for (int i = 0; i < x.values.length; i++) {
      x.values[i] = draws.poisson(x.values[i] * photons) / photons;
    }
    return x.toBitmap();
  }

  static Bitmap speckle(Bitmap image, Level level, Draws draws) {
    return speckle(image, level.of(SPECKLE), draws);
  }

  static Bitmap speckle(Bitmap image, double deviation, Draws draws) {
    Samples x = Samples.of(image);
    for (int i = 0; i < x.values.length; i++) {
      x.values[i] += x.values[i] * (deviation * draws.normal());
    }
    return x.toBitmap();
  }

  /** Makes a fraction of the values 0 or 1, with equal chance. */
  static Bitmap impulse(Bitmap image, Level level, Draws draws) {
    double amount = level.of(IMPULSE);
    Samples x = Samples.of(image);
    boolean[] flipped = new boolean[x.values.length];
    for (int i = 0; i < flipped.length; i++) {
      flipped[i] = draws.uniform() <= amount;
    }
    for (int i = 0; i < flipped.length; i++) {
      boolean white = draws.uniform() <= .5;
      if (flipped[i]) {
        x.values[i] = white ? 1 : 0;
      }
    }
    return x.toBitmap();
  }
}
