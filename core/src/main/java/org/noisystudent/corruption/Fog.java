package org.noisystudent.corruption;

/** Fog: clouds of the diamond-square algorithm, laid over the image. */
final class Fog {
  /** Thickness, and how much less each finer step of the clouds varies. */
  private static final double[][][] FOG = {
    {{.2, 3}, {.5, 3}, {.75, 2.5}, {1, 2}, {1.5, 1.75}},
    {{.4, 3}, {.7, 3}, {1, 2.5}, {1.5, 2}, {2, 1.75}},
    {{1.5, 2}, {2, 2}, {2.5, 1.7}, {2.5, 1.5}, {3, 1.4}},
    {{1.5, 2}, {2, 2}, {2.5, 1.8}, {2.5, 1.6}, {3, 1.5}}
  };

  private static final double FIRST_VARIATION = 100;

  private Fog() {}

  static Bitmap apply(Bitmap image, Level level, Draws draws) {
    double[] c = level.of(FOG);
    Samples x = Samples.of(image);
    double max = x.max();
    int side = 2;
    while (side < Math.max(x.height, x.width)) {
      side *= 2;
    }
    double[][] clouds = clouds(side, c[1], draws);
    for (int row = 0; row < x.height; row++) {
      for (int column = 0; column < x.width; column++) {
        for (int channel = 0; channel < x.channels; channel++) {
          int at = x.place(row, column, channel);
          x.values[at] = (x.values[at] + c[0] * clouds[row][column]) * max / (max + c[0]);
        }
      }
    }
    return x.toBitmap();
  }

  /**
   * Returns a map that wraps around, from 0 to 1.
   *
   * @param side a power of two
   * @param decay what the variation is divided by at each step
   */
  static double[][] clouds(int side, double decay, Draws draws) {
    double[][] map = new double[side][side];
    double variation = FIRST_VARIATION;
    for (int step = side; step >= 2; step /= 2) {
      int half = step / 2;
      for (int y = 0; y < side; y += step) { // middles of squares
        for (int x = 0; x < side; x += step) {
          double right = map[y][(x + step) % side] + map[(y + step) % side][(x + step) % side];
          double sum = map[y][x] + map[(y + step) % side][x] + right;
          map[y + half][x + half] = varied(sum, variation, draws);
        }
      }
      for (int y = 0; y < side; y += step) { // middles of their upper sides
        for (int x = 0; x < side; x += step) {
          double middles = map[y + half][x + half] + map[(y + side - half) % side][x + half];
          double corners = map[y][x] + map[y][(x + step) % side];
          map[y][x + half] = varied(middles + corners, variation, draws);
        }
      }
      for (int y = 0; y < side; y += step) { // middles of their left sides
        for (int x = 0; x < side; x += step) {
          double middles = map[y + half][x + half] + map[y + half][(x + side - half) % side];
          double corners = map[y][x] + map[(y + step) % side][x];
          map[y + half][x] = varied(middles + corners, variation, draws);
        }
      }
      variation /= decay;
    }
    return scaled(map);
  }

  /**
   * The variation counts twice, once as the range and once as its factor, as the authors have it.
   */
  private static double varied(double sumOfFour, double variation, Draws draws) {
    return sumOfFour / 4 + variation * draws.uniform(-variation, variation);
  }

  private static double[][] scaled(double[][] map) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (double[] row : map) {
      for (double value : row) {
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
    for (double[] row : map) {
      for (int x = 0; x < row.length; x++) {
        row[x] = (row[x] - min) / (max - min);
      }
    }
    return map;
  }
}
