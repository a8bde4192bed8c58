package org.noisystudent.corruption;

import org.noisystudent.corruption.GaussianFilter.Edge;

/** Maps of the plane as OpenCV applies them: places in 1/32 of a pixel, bilinear between. */
final class Warp {
  private static final int PLACE_BITS = 10;
  private static final int FRACTION_BITS = 5;
  private static final int FRACTIONS = 1 << FRACTION_BITS;

  private Warp() {}

  /**
   * Returns the image under the affine map that moves each of three points at random, mirrored
   * beyond its edges.
   *
   * @param points [3][across, down]
   * @param range the farthest a point moves in a direction
   */
  static Samples affine(Samples image, float[][] points, double range, Draws draws) {
    float[][] moved = new float[3][2];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 2; j++) {
        moved[i][j] = points[i][j] + (float) draws.uniform(-range, range);
      }
    }
    // from where a pixel comes: the map of the moved points to the points
    return affine(image, Matrix3.affine(moved, points));
  }

  private static Samples affine(Samples image, Matrix3 from) {
    Samples x = new Samples(image.height, image.width, image.channels);
    int scale = 1 << PLACE_BITS;
    int round = scale / FRACTIONS / 2;
    int shift = PLACE_BITS - FRACTION_BITS;
    for (int row = 0; row < x.height; row++) {
      int startX = (int) Math.rint((from.at(0, 1) * row + from.at(0, 2)) * scale) + round;
      int startY = (int) Math.rint((from.at(1, 1) * row + from.at(1, 2)) * scale) + round;
      for (int column = 0; column < x.width; column++) {
        int placeX = (startX + (int) Math.rint(from.at(0, 0) * column * scale)) >> shift;
        int placeY = (startY + (int) Math.rint(from.at(1, 0) * column * scale)) >> shift;
        for (int channel = 0; channel < x.channels; channel++) {
          x.values[x.place(row, column, channel)] = mirrored(image, placeX, placeY, channel);
        }
      }
    }
    return x;
  }

  private static float mirrored(Samples image, int placeX, int placeY, int channel) {
    float beyond = (placeX & (FRACTIONS - 1)) / (float) FRACTIONS;
    float under = (placeY & (FRACTIONS - 1)) / (float) FRACTIONS;
    int x = placeX >> FRACTION_BITS;
    int y = placeY >> FRACTION_BITS;
    int left = Edge.REFLECT_101.inside(x, image.width);
    int right = Edge.REFLECT_101.inside(x + 1, image.width);
    int top = Edge.REFLECT_101.inside(y, image.height);
    int bottom = Edge.REFLECT_101.inside(y + 1, image.height);
    return (float) image.at(top, left, channel) * ((1 - under) * (1 - beyond))
        + (float) image.at(top, right, channel) * ((1 - under) * beyond)
        + (float) image.at(bottom, left, channel) * (under * (1 - beyond))
        + (float) image.at(bottom, right, channel) * (under * beyond);
  }

  /**
   * Returns the image under a projection, black beyond its edges.
   *
   * @param from from where each pixel comes
   */
  static Bitmap perspective(Bitmap image, Matrix3 from) {
    byte[] to = new byte[image.length()];
    int at = 0;
    for (int row = 0; row < image.height(); row++) {
      for (int column = 0; column < image.width(); column++) {
        double w = from.at(2, 0) * column + from.at(2, 1) * row + from.at(2, 2);
        double scale = w == 0 ? 0 : FRACTIONS / w;
        double x = (from.at(0, 0) * column + from.at(0, 1) * row + from.at(0, 2)) * scale;
        double y = (from.at(1, 0) * column + from.at(1, 1) * row + from.at(1, 2)) * scale;
        for (int channel = 0; channel < image.channels(); channel++) {
          to[at++] = onBlack(image, (int) Math.rint(x), (int) Math.rint(y), channel);
        }
      }
    }
    return new Bitmap(to, image.height(), image.width(), image.channels());
  }

  private static byte onBlack(Bitmap image, int placeX, int placeY, int channel) {
    int beyond = placeX & (FRACTIONS - 1);
    int under = placeY & (FRACTIONS - 1);
    int x = placeX >> FRACTION_BITS;
    int y = placeY >> FRACTION_BITS;
    int sum =
        (FRACTIONS - under) * (FRACTIONS - beyond) * orBlack(image, y, x, channel)
            + (FRACTIONS - under) * beyond * orBlack(image, y, x + 1, channel)
            + under * (FRACTIONS - beyond) * orBlack(image, y + 1, x, channel)
            + under * beyond * orBlack(image, y + 1, x + 1, channel);
    return (byte) ((sum + FRACTIONS * FRACTIONS / 2) / (FRACTIONS * FRACTIONS));
  }

  private static int orBlack(Bitmap image, int row, int column, int channel) {
    boolean inside = row >= 0 && row < image.height() && column >= 0 && column < image.width();
    return inside ? image.at(row, column, channel) : 0;
  }
}
