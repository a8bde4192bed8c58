package org.noisystudent.corruption;

import org.noisystudent.corruption.GaussianFilter.Edge;

/** The blur of a lens out of focus: a disk, its rim softened. */
final class Defocus {
  /** Radius of the disk in pixels, and standard deviation of its rim. */
  private static final double[][][] DISK = {
    {{.3, .4}, {.4, .5}, {.5, .6}, {1, .2}, {1.5, .1}},
    {{.5, .6}, {1, .1}, {1.5, .1}, {2.5, .01}, {3, .1}},
    {{3, .1}, {4, .5}, {6, .5}, {8, .5}, {10, .5}},
    {{4, .1}, {5, .5}, {7, .5}, {10, .5}, {12, .5}}
  };

  private static final int LEAST = 8;

  private Defocus() {}

  static Bitmap apply(Bitmap image, Level level) {
    double[] c = level.of(DISK);
    float[][] disk = disk(c[0], c[1]);
    int half = disk.length / 2;
    Samples x = Samples.of(image);
    Samples blurred = new Samples(x.height, x.width, x.channels);
    for (int down = -half; down <= half; down++) {
      for (int right = -half; right <= half; right++) {
        if (disk[down + half][right + half] != 0) {
          add(x, disk[down + half][right + half], down, right, blurred);
        }
      }
    }
    return blurred.toBitmap();
  }

  private static void add(Samples from, float weight, int down, int right, Samples to) {
    int[] columns = new int[from.width];
    for (int x = 0; x < from.width; x++) {
      columns[x] = Edge.REFLECT_101.inside(x + right, from.width) * from.channels;
    }
    int at = 0;
    for (int y = 0; y < from.height; y++) {
      int row = Edge.REFLECT_101.inside(y + down, from.height) * from.width * from.channels;
      for (int column : columns) {
        for (int channel = 0; channel < from.channels; channel++) {
          to.values[at++] += weight * from.values[row + column + channel];
        }
      }
    }
  }

  /** Returns the kernel: a disk of sum 1, blurred by a Gaussian of 3 x 3 or, if large, 5 x 5. */
  private static float[][] disk(double radius, double sigma) {
    int half = radius <= LEAST ? LEAST : (int) radius;
    int side = 2 * half + 1;
    float[][] disk = new float[side][side];
    int inside = 0;
    for (int y = -half; y <= half; y++) {
      for (int x = -half; x <= half; x++) {
        if (x * x + y * y <= radius * radius) {
          disk[y + half][x + half] = 1;
          inside++;
        }
      }
    }
    float[] kernel = kernel(radius <= LEAST ? 1 : 2, sigma);
    float[][] across = new float[side][side];
    float[][] soft = new float[side][side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        for (int k = -(kernel.length / 2); k <= kernel.length / 2; k++) {
          float part = disk[y][Edge.REFLECT_101.inside(x + k, side)] / inside;
          across[y][x] += kernel[k + kernel.length / 2] * part;
        }
      }
    }
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        for (int k = -(kernel.length / 2); k <= kernel.length / 2; k++) {
          soft[y][x] +=
              kernel[k + kernel.length / 2] * across[Edge.REFLECT_101.inside(y + k, side)][x];
        }
      }
    }
    return soft;
  }

  private static float[] kernel(int half, double sigma) {
    double[] weights = new double[2 * half + 1];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      int from = i - half;
      weights[i] = StrictMath.exp(-.5 / (sigma * sigma) * from * from);
      sum += weights[i];
    }
    float[] kernel = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      kernel[i] = (float) (weights[i] / sum);
    }
    return kernel;
  }
}
