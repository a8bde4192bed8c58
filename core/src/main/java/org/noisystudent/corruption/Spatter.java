package org.noisystudent.corruption;

import org.noisystudent.corruption.GaussianFilter.Edge;

/** Drops of water or mud on the lens. */
final class Spatter {
  /** Mean, deviation and blur of the liquid, its threshold, strength or blur of drops, mud. */
  private static final double[][][] SPATTER = {
    {
      {.62, .1, .7, .7, .5, 0},
      {.65, .1, .8, .7, .5, 0},
      {.65, .3, 1, .69, .5, 0},
      {.65, .1, .7, .69, .6, 1},
      {.65, .1, .5, .68, .6, 1}
    },
    {
      {.62, .1, .7, .7, .6, 0},
      {.65, .1, .8, .7, .6, 0},
      {.65, .3, 1, .69, .6, 0},
      {.65, .1, .7, .68, .6, 1},
      {.65, .1, .5, .67, .6, 1}
    },
    {
      {.65, .3, 4, .69, .6, 0},
      {.65, .3, 3, .68, .6, 0},
      {.65, .3, 2, .68, .5, 0},
      {.65, .3, 1, .65, 1.5, 1},
      {.67, .4, 1, .65, 1.5, 1}
    },
    {
      {.65, .3, 4, .69, .9, 0},
      {.65, .3, 3.5, .68, .9, 0},
      {.65, .3, 3, .68, .8, 0},
      {.65, .3, 1.2, .65, 1.8, 1},
      {.67, .4, 1.2, .65, 1.8, 1}
    }
  };

  /** Pale turquoise. */
  private static final float[] WATER = {175 / 255f, 238 / 255f, 238 / 255f};

  private static final float[] MUD = {63 / 255f, 42 / 255f, 20 / 255f};
  private static final double THICK = .8;
  private static final float FARTHEST = 20;
  private static final int[] LIGHT = {-2, -1, 0, -1, 1, 1, 0, 1, 2};

  private Spatter() {}

  static Bitmap apply(Bitmap rgb, Level level, Draws draws) {
    double[] c = level.of(SPATTER);
    Samples liquid = liquid(rgb, c[0], c[1], c[2], c[3], draws);
    return c[5] == 0 ? water(rgb, liquid, (float) c[4]) : mud(rgb, liquid, c[3], c[4]);
  }

  /** Returns smooth noise where it is above a threshold, else 0. */
  static Samples liquid(
      Bitmap image, double mean, double deviation, double sigma, double least, Draws draws) {
    Samples noise = new Samples(image.height(), image.width(), 1);
    for (int i = 0; i < noise.values.length; i++) {
      noise.values[i] = mean + deviation * draws.normal();
    }
    Samples liquid = GaussianFilter.blur(noise, sigma);
    for (int i = 0; i < liquid.values.length; i++) {
      liquid.values[i] = liquid.values[i] < least ? 0 : liquid.values[i];
    }
    return liquid;
  }

  /** Returns the image behind drops of water, lit from one side. */
  static Bitmap water(Bitmap rgb, Samples liquid, float strength) {
    byte[] grey = new byte[liquid.values.length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) (int) (liquid.values[i] * 255);
    }
    Bitmap drops = new Bitmap(grey, rgb.height(), rgb.width(), 1);
    Bitmap relief = relief(drops);
    float max = 0;
    for (int i = 0; i < grey.length; i++) {
      max = Math.max(max, drops.at(i) * (float) relief.at(i));
    }
    if (max == 0) {
      return rgb; // no drop: the authors' program would divide by zero
    }
    Samples x = Samples.ofFloats(rgb);
    for (int i = 0; i < x.values.length; i++) {
      float water = drops.at(i / 3) * (float) relief.at(i / 3) / max * strength;
      x.values[i] = (float) x.values[i] + water * WATER[i % 3];
    }
    return x.toBitmapOfFloats();
  }

  /** Returns how bright drops are, by the distance from their rims. */
  private static Bitmap relief(Bitmap drops) {
    int height = drops.height();
    int width = drops.width();
    float[] distances = Edges.distances(Edges.of(drops), height, width, FARTHEST);
    int[] mean = new int[distances.length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (int k = 0; k < 9; k++) {
        sum += distances[neighbour(i, k, height, width)];
      }
      mean[i] = (int) (float) (sum * (1. / 9));
    }
    int[] even = equalized(mean);
    int[] lit = new int[even.length];
    for (int i = 0; i < lit.length; i++) {
      int sum = 0;
      for (int k = 0; k < 9; k++) {
        sum += LIGHT[k] * even[neighbour(i, k, height, width)];
      }
      lit[i] = Math.max(0, Math.min(255, sum));
    }
    byte[] relief = new byte[lit.length];
    for (int i = 0; i < relief.length; i++) {
      int sum = 0;
      for (int k = 0; k < 9; k++) {
        sum += lit[neighbour(i, k, height, width)];
      }
      relief[i] = (byte) Math.rint(sum / 9.);
    }
    return new Bitmap(relief, height, width, 1);
  }

  /** Returns the place of one of the 3 x 3 pixels around a place, mirrored at the edges. */
  private static int neighbour(int place, int number, int height, int width) {
    int row = Edge.REFLECT_101.inside(place / width + number / 3 - 1, height);
    return row * width + Edge.REFLECT_101.inside(place % width + number % 3 - 1, width);
  }

  /** Spreads values over 0..255 so that each range of them is as frequent. */
  private static int[] equalized(int[] values) {
    int[] counts = new int[256];
    for (int value : values) {
      counts[value]++;
    }
    int first = 0;
    while (counts[first] == 0) {
      first++;
    }
    if (counts[first] == values.length) {
      return values;
    }
    float scale = 255f / (values.length - counts[first]);
    int[] spread = new int[256];
    int sum = 0;
    for (int value = first + 1; value < 256; value++) {
      sum += counts[value];
      spread[value] = Math.min(255, (int) Math.rint(sum * scale));
    }
    int[] even = new int[values.length];
    for (int i = 0; i < even.length; i++) {
      even[i] = spread[values[i]];
    }
    return even;
  }

  private static Bitmap mud(Bitmap rgb, Samples liquid, double least, double sigma) {
    Samples covered = new Samples(liquid.height, liquid.width, 1);
    for (int i = 0; i < covered.values.length; i++) {
      covered.values[i] = liquid.values[i] > least ? 1 : 0;
    }
    Samples soft = GaussianFilter.blur(covered, sigma);
    Samples x = Samples.ofFloats(rgb);
    for (int i = 0; i < x.values.length; i++) {
      float mud = (float) soft.values[i / 3];
      mud = mud < THICK ? 0 : mud;
      x.values[i] = (float) x.values[i] * (1 - mud) + MUD[i % 3] * mud;
    }
    return x.toBitmapOfFloats();
  }
}
