package org.noisystudent.corruption;

/** Resizing as Pillow does it: 8 bits between the two passes, weights of 22 bits. */
final class Resampling {
  /** How a pixel is made of those it covers. */
  enum Filter {
    /** Their mean. */
    BOX(.5) {
      @Override
      double weight(double x) {
        return x > -.5 && x <= .5 ? 1 : 0;
      }
    },
    /** The nearer, the more. */
    BILINEAR(1) {
      @Override
      double weight(double x) {
        return Math.max(0, 1 - Math.abs(x));
      }
    };

    private final double support;

    Filter(double support) {
      this.support = support;
    }

    abstract double weight(double x);
  }

  private static final int BITS = 22;

  private Resampling() {}

  static Bitmap resize(Bitmap image, int height, int width, Filter filter) {
    Bitmap resized = image;
    if (width != image.width()) {
      resized = columns(resized, width, filter);
    }
    return height == image.height() ? resized : rows(resized, height, filter);
  }

  private static Bitmap columns(Bitmap image, int width, Filter filter) {
    Weights weights = Weights.of(image.width(), width, filter);
    int channels = image.channels();
    byte[] to = new byte[image.height() * width * channels];
    int at = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < channels; channel++) {
          int sum = 1 << (BITS - 1);
          for (int k = 0; k < weights.of[x].length; k++) {
            sum += image.at(y, weights.first[x] + k, channel) * weights.of[x][k];
          }
          to[at++] = held(sum >> BITS);
        }
      }
    }
    return new Bitmap(to, image.height(), width, channels);
  }

  private static Bitmap rows(Bitmap image, int height, Filter filter) {
    Weights weights = Weights.of(image.height(), height, filter);
    int line = image.width() * image.channels();
    byte[] to = new byte[height * line];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < line; x++) {
        int sum = 1 << (BITS - 1);
        for (int k = 0; k < weights.of[y].length; k++) {
          sum += image.at((weights.first[y] + k) * line + x) * weights.of[y][k];
        }
        to[y * line + x] = held(sum >> BITS);
      }
    }
    return new Bitmap(to, height, image.width(), image.channels());
  }

  private static byte held(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }

  /** For each new pixel, the first old one it is made of, and the weights from there on. */
  private static final class Weights {
    final int[] first;
    final int[][] of;

    private Weights(int[] first, int[][] of) {
      this.first = first;
      this.of = of;
    }

    static Weights of(int from, int to, Filter filter) {
      double scale = (double) from / to;
      double spread = Math.max(1, scale);
      double support = filter.support * spread;
      int[] first = new int[to];
      int[][] weights = new int[to][];
      for (int i = 0; i < to; i++) {
        double center = (i + .5) * scale;
        first[i] = Math.max(0, (int) (center - support + .5));
        int end = Math.min(from, (int) (center + support + .5));
        double[] real = new double[end - first[i]];
        double sum = 0;
        for (int k = 0; k < real.length; k++) {
          real[k] = filter.weight((k + first[i] - center + .5) * (1 / spread));
          sum += real[k];
        }
        weights[i] = new int[real.length];
        for (int k = 0; k < real.length; k++) {
          weights[i][k] = (int) (.5 + real[k] / sum * (1 << BITS));
        }
      }
      return new Weights(first, weights);
    }
  }
}
