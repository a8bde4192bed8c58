package org.noisystudent.corruption;

import org.noisystudent.corruption.GaussianFilter.Edge;

/** A small random affine map, then a smooth random displacement of every pixel. */
final class Elastic {
  private static final double[][] IMAGENET = {
    {2, .7, .1}, {2, .08, .2}, {.05, .01, .02}, {.07, .01, .02}, {.12, .01, .02}
  };

  /** Size of the displacement, its smoothness, and range of the affine map, in parts of UNIT. */
  private static final double[][][] ELASTIC = {
    {{0, 0, .08}, {.05, .2, .07}, {.08, .06, .06}, {.1, .04, .05}, {.1, .03, .03}},
    {{0, 0, .08}, {.05, .3, .06}, {.1, .08, .06}, {.1, .03, .03}, {.16, .03, .02}},
    IMAGENET,
    IMAGENET
  };

  /** In pixels; 244, not 224, is what the authors have for ImageNet. */
  private static final double[] UNIT = {32, 64, 244, 360};

  private static final double REACH = 3;

  private Elastic() {}

  static Bitmap apply(Bitmap image, Level level, Draws draws) {
    double[] c = level.of(ELASTIC);
    double unit = UNIT[level.scale().row()];
    Samples moved = Warp.affine(Samples.ofFloats(image), corners(image), unit * c[2], draws);
    float[] right = displacement(image, unit * c[0], unit * c[1], draws);
    float[] down = displacement(image, unit * c[0], unit * c[1], draws);
    Samples x = new Samples(moved.height, moved.width, moved.channels);
    for (int row = 0; row < x.height; row++) {
      for (int column = 0; column < x.width; column++) {
        int pixel = row * x.width + column;
        for (int channel = 0; channel < x.channels; channel++) {
          x.values[pixel * x.channels + channel] =
              (float)
                  between(
                      moved, row + (double) down[pixel], column + (double) right[pixel], channel);
        }
      }
    }
    return x.toBitmapOfFloats();
  }

  /** Returns three corners of a square in the middle, each across and down. */
  private static float[][] corners(Bitmap image) {
    // the authors take (height, width) for (across, down)
    int first = image.height() / 2;
    int second = image.width() / 2;
    int half = image.side() / 3;
    return new float[][] {
      {first + half, second + half}, {first + half, second - half}, {first - half, second - half}
    };
  }

  private static float[] displacement(Bitmap image, double size, double sigma, Draws draws) {
    Samples noise = new Samples(image.height(), image.width(), 1);
    for (int i = 0; i < noise.values.length; i++) {
      noise.values[i] = draws.uniform(-1, 1);
    }
    Samples smooth = GaussianFilter.blur(noise, sigma, REACH, Edge.REFLECT);
    float[] displacement = new float[noise.values.length];
    for (int i = 0; i < displacement.length; i++) {
      displacement[i] = (float) (smooth.values[i] * size);
    }
    return displacement;
  }

  /** Returns the value between four pixels; the image is mirrored at its edges. */
  private static double between(Samples image, double row, double column, int channel) {
    int top = (int) Math.floor(row);
    int left = (int) Math.floor(column);
    double under = row - top;
    double beyond = column - left;
    int y = Edge.REFLECT.inside(top, image.height);
    int nextY = Edge.REFLECT.inside(top + 1, image.height);
    int x = Edge.REFLECT.inside(left, image.width);
    int nextX = Edge.REFLECT.inside(left + 1, image.width);
    return image.at(y, x, channel) * (1 - under) * (1 - beyond)
        + image.at(y, nextX, channel) * (1 - under) * beyond
        + image.at(nextY, x, channel) * under * (1 - beyond)
        + image.at(nextY, nextX, channel) * under * beyond;
  }
}
