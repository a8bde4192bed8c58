package org.noisystudent.corruption;

/** Gaussian blur as scipy.ndimage does it: separable, in double precision. */
final class GaussianFilter {
  /** What lies outside the image. */
  enum Edge {
    /** The nearest pixel of the image. */
    NEAREST {
      @Override
      int inside(int place, int size) {
        return Math.max(0, Math.min(size - 1, place));
      }
    },
    /** The image mirrored, its last pixel twice: {@code cba|abc}. */
    REFLECT {
      @Override
      int inside(int place, int size) {
        int in = Math.floorMod(place, 2 * size);
        return in < size ? in : 2 * size - 1 - in;
      }
    },
    /** The image mirrored at its last pixel: {@code cb|abc}. */
    REFLECT_101 {
      @Override
      int inside(int place, int size) {
        if (size == 1) {
          return 0;
        }
        int in = Math.floorMod(place, 2 * size - 2);
        return in < size ? in : 2 * size - 2 - in;
      }
    };

    /** Returns the place in the image that stands for one that may be outside. */
    abstract int inside(int place, int size);
  }

  private static final double NONE = 1e-15;
  private static final int LANES = 8;
  private static final int BLOCK = 128;

  /** How many standard deviations the kernel reaches, where nothing else is said. */
  static final double REACH = 4;

  private GaussianFilter() {}

  /** Returns the image blurred by a standard deviation in pixels. */
  static Samples blur(Samples image, double sigma) {
    return blur(image, sigma, REACH, Edge.NEAREST);
  }

  /**
   * Returns the image blurred.
   *
   * @param reach how many standard deviations the kernel reaches to each side
   */
  static Samples blur(Samples image, double sigma, double reach, Edge edge) {
    if (sigma <= NONE) {
      return image.copy();
    }
    double[] kernel = kernel(sigma, (int) (reach * sigma + .5));
    Samples rows = new Samples(image.height, image.width, image.channels);
    int line = image.width * image.channels;
    // all that is in one row is filtered along the columns at once
    filter(image.values, rows.values, kernel, edge, new Grid(image.height, line, line, 1));
    Samples blurred = new Samples(image.height, image.width, image.channels);
    for (int row = 0; row < image.height; row++) {
      Grid grid = new Grid(image.width, image.channels, image.channels, 1).from(row * line);
      filter(rows.values, blurred.values, kernel, edge, grid);
    }
    return blurred;
  }

  /** Returns the weights from the middle outwards, whose sum over both sides is 1. */
  private static double[] kernel(double sigma, int radius) {
    double[] whole = new double[2 * radius + 1];
    for (int i = 0; i < whole.length; i++) {
      int from = i - radius;
      whole[i] = StrictMath.exp(-.5 / (sigma * sigma) * (from * from));
    }
    double sum = sum(whole, 0, whole.length);
    double[] half = new double[radius + 1];
    for (int i = 0; i <= radius; i++) {
      half[i] = whole[radius + i] / sum;
    }
    return half;
  }

  /** Returns a sum in numpy's order, so that white stays as white as it does there. */
  private static double sum(double[] values, int from, int count) {
    if (count > BLOCK) {
      int half = count / 2 / LANES * LANES;
      return sum(values, from, half) + sum(values, from + half, count - half);
    }
    double[] lanes = new double[LANES];
    int whole = count < LANES ? 0 : count / LANES * LANES;
    for (int i = 0; i < whole; i++) {
      lanes[i % LANES] += values[from + i];
    }
    double sum =
        ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
            + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
    for (int i = whole; i < count; i++) {
      sum += values[from + i];
    }
    return sum;
  }

  /** Lines of values: {@code count} of them side by side, each {@code length} long. */
  private record Grid(int length, int count, int step, int between, int first) {
    Grid(int length, int count, int step, int between) {
      this(length, count, step, between, 0);
    }

    Grid from(int place) {
      return new Grid(length, count, step, between, place);
    }
  }

  private static void filter(double[] from, double[] to, double[] kernel, Edge edge, Grid grid) {
    for (int i = 0; i < grid.length; i++) {
      int middle = grid.first + i * grid.step;
      for (int j = 0; j < grid.count; j++) {
        to[middle + j * grid.between] = from[middle + j * grid.between] * kernel[0];
      }
      for (int k = kernel.length - 1; k > 0; k--) { // as scipy: from the ends inwards
        int before = grid.first + edge.inside(i - k, grid.length) * grid.step;
        int after = grid.first + edge.inside(i + k, grid.length) * grid.step;
        for (int j = 0; j < grid.count; j++) {
          int at = j * grid.between;
          to[middle + at] += (from[before + at] + from[after + at]) * kernel[k];
        }
      }
    }
  }
}
