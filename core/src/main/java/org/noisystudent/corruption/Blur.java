package org.noisystudent.corruption;

/** Corruptions that mix a pixel with those around it. */
final class Blur {
  private static final double[][] GAUSSIAN = {
    {.4, .6, .7, .8, 1}, {.5, .75, 1, 1.25, 1.5}, {1, 2, 3, 4, 6}, {1.5, 2.5, 3.5, 4.5, 6.5}
  };

  /** Standard deviation, reach of the shuffling in pixels, passes. */
  private static final double[][][] GLASS = {
    {{.05, 1, 1}, {.25, 1, 1}, {.4, 1, 1}, {.25, 1, 2}, {.4, 1, 2}},
    {{.1, 1, 1}, {.5, 1, 1}, {.6, 1, 2}, {.7, 2, 1}, {.9, 2, 2}},
    {{.7, 1, 2}, {.9, 2, 1}, {1, 2, 3}, {1.1, 3, 2}, {1.5, 4, 2}},
    {{.8, 1, 3}, {1, 3, 1}, {1.1, 2, 4}, {1.2, 4, 2}, {1.6, 5, 2}}
  };

  /** The largest factor, not included, and the step from 1 on. */
  private static final double[][][] ZOOM = {
    {{1.06, .01}, {1.11, .01}, {1.16, .01}, {1.21, .01}, {1.26, .01}},
    {{1.06, .01}, {1.11, .01}, {1.16, .01}, {1.21, .01}, {1.26, .01}},
    {{1.11, .01}, {1.16, .01}, {1.21, .02}, {1.26, .02}, {1.31, .03}},
    {{1.11, .01}, {1.16, .01}, {1.21, .02}, {1.26, .02}, {1.31, .03}}
  };

  private Blur() {}

  static Bitmap gaussian(Bitmap image, Level level) {
    return GaussianFilter.blur(Samples.of(image), level.of(GAUSSIAN)).toBitmap();
  }

  /**
   * Blurs, moves pixels about, and blurs again. The authors' program means to swap two pixels, but
   * both are views of one array: the first becomes the second, and the second stays. So here.
   */
  static Bitmap glass(Bitmap image, Level level, Draws draws) {
    double[] c = level.of(GLASS);
    int reach = (int) c[1];
    Bitmap blurred = GaussianFilter.blur(Samples.of(image), c[0]).toBitmap();
    byte[] x = blurred.bytes();
    int channels = image.channels();
    for (int pass = 0; pass < c[2]; pass++) {
      for (int row = image.height() - reach; row > reach; row--) {
        for (int column = image.width() - reach; column > reach; column--) {
          int right = draws.between(-reach, reach);
          int down = draws.between(-reach, reach);
          System.arraycopy(
              x,
              ((row + down) * image.width() + column + right) * channels,
              x,
              (row * image.width() + column) * channels,
              channels);
        }
      }
    }
    Bitmap moved = new Bitmap(x, image.height(), image.width(), channels);
    return GaussianFilter.blur(Samples.of(moved), c[0]).toBitmap();
  }

  /** Averages the image with enlargements of its middle. */
  static Bitmap zoom(Bitmap image, Level level) {
    double[] c = level.of(ZOOM);
    Samples x = Samples.ofFloats(image);
    float[] sum = new float[x.values.length];
    int steps = (int) Math.ceil((c[0] - 1) / c[1]);
    double step = 1 + c[1] - 1; // as numpy.arange: the second number less the first
    for (int i = 0; i < steps; i++) {
      Samples zoomed = Zoom.middle(x, 1 + i * step, true);
      for (int j = 0; j < sum.length; j++) {
        sum[j] += (float) zoomed.values[j];
      }
    }
    for (int j = 0; j < sum.length; j++) {
      x.values[j] = ((float) x.values[j] + sum[j]) / (steps + 1);
    }
    return x.toBitmapOfFloats();
  }
}
