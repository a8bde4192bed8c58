package org.noisystudent.corruption;

/**
 * ImageMagick's motion blur: half a Gaussian from each pixel on, in one direction, in the 16 bits a
 * channel that it computes in. What lies outside is the nearest pixel.
 */
final class MotionBlur {
  private static final int TO_16_BITS = 257;

  /** Reach in pixels, and standard deviation. */
  private static final double[][][] MOTION = {
    {{6, 1}, {6, 1.5}, {6, 2}, {8, 2}, {9, 2.5}},
    {{10, 1}, {10, 1.5}, {10, 2}, {10, 2.5}, {12, 3}},
    {{10, 3}, {15, 5}, {15, 8}, {15, 12}, {20, 15}},
    {{12, 4}, {17, 6}, {17, 9}, {17, 13}, {22, 16}}
  };

  private static final double STEEPEST = 45;

  private MotionBlur() {}

  static Bitmap apply(Bitmap image, Level level, Draws draws) {
    double[] c = level.of(MOTION);
    return apply(image, c[0], c[1], draws.uniform(-STEEPEST, STEEPEST));
  }

  /**
   * Returns the image blurred.
   *
   * @param radius in pixels; the kernel is {@code 2 radius + 1} long
   * @param degrees of the direction, clockwise from the right
   */
  static Bitmap apply(Bitmap image, double radius, double sigma, double degrees) {
    int length = 2 * (int) Math.ceil(radius) + 1;
    double[] kernel = kernel(length, sigma);
    double down = length * StrictMath.sin(StrictMath.toRadians(degrees));
    double right = length * StrictMath.cos(StrictMath.toRadians(degrees));
    double distance = StrictMath.hypot(down, right);
    double[] sums = new double[image.length()];
    for (int i = 0; i < length; i++) {
      int rows = (int) Math.ceil(i * down / distance - .5);
      int columns = (int) Math.ceil(i * right / distance - .5);
      add(image, kernel[i], rows, columns, sums);
    }
    byte[] blurred = new byte[sums.length];
    for (int i = 0; i < sums.length; i++) {
      blurred[i] = (byte) ((int) (sums[i] * TO_16_BITS + .5) / TO_16_BITS);
    }
    return new Bitmap(blurred, image.height(), image.width(), image.channels());
  }

  private static double[] kernel(int length, double sigma) {
    double[] kernel = new double[length];
    double sum = 0;
    for (int i = 0; i < length; i++) {
      kernel[i] = StrictMath.exp(-(double) (i * i) / (2 * sigma * sigma));
      sum += kernel[i];
    }
    for (int i = 0; i < length; i++) {
      kernel[i] /= sum;
    }
    return kernel;
  }

  private static void add(Bitmap image, double weight, int rows, int columns, double[] sums) {
    int to = 0;
    for (int y = 0; y < image.height(); y++) {
      int row = Math.max(0, Math.min(image.height() - 1, y + rows));
      for (int x = 0; x < image.width(); x++) {
        int column = Math.max(0, Math.min(image.width() - 1, x + columns));
        for (int channel = 0; channel < image.channels(); channel++) {
          sums[to++] += weight * image.at(row, column, channel);
        }
      }
    }
  }
}
