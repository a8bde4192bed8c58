package org.noisystudent.corruption;

/** Frost on the window: a part of a picture of frost, added to the image. */
final class Frost {
  private static final double[][] IMAGENET = {{1, .4}, {.8, .6}, {.7, .7}, {.65, .7}, {.6, .75}};

  /** Share of the image, share of the frost. */
  private static final double[][][] FROST = {
    {{1, .2}, {1, .3}, {.9, .4}, {.85, .4}, {.75, .45}},
    {{1, .3}, {.9, .4}, {.8, .45}, {.75, .5}, {.7, .55}},
    IMAGENET,
    IMAGENET
  };

  private Frost() {}

  static Bitmap apply(Bitmap rgb, Level level, FrostSource source, Draws draws) {
    double[] c = level.of(FROST);
    Bitmap frost = source.patch(level.scale(), rgb.height(), rgb.width(), draws);
    byte[] mixed = new byte[rgb.length()];
    for (int i = 0; i < mixed.length; i++) {
      double value = c[0] * rgb.at(i) + c[1] * frost.at(i);
      mixed[i] = (byte) (int) Math.min(255, value);
    }
    return new Bitmap(mixed, rgb.height(), rgb.width(), 3);
  }
}
