package org.noisystudent.corruption;

/**
 * The affine maps of torchvision 0.2 on Pillow: about the middle of the image, half a pixel to the
 * lower right of it, as that version has it. Black comes in from outside.
 */
final class Affine {
  private final double[] from; // where a pixel comes from: a b c / d e f

  private Affine(double[] from) {
    this.from = from;
  }

  /**
   * Creates a map.
   *
   * @param degrees to turn, clockwise
   * @param scale to enlarge
   * @param shear degrees
   */
  static Affine of(Bitmap image, double degrees, double scale, double shear) {
    double angle = StrictMath.toRadians(degrees);
    double slant = StrictMath.toRadians(shear);
    double middleX = image.width() * .5 + .5;
    double middleY = image.height() * .5 + .5;
    double both = angle + slant;
    double determinant =
        StrictMath.cos(both) * StrictMath.cos(angle) + StrictMath.sin(both) * StrictMath.sin(angle);
    double factor = 1 / scale / determinant;
    double a = StrictMath.cos(both) * factor;
    double b = StrictMath.sin(both) * factor;
    double d = -StrictMath.sin(angle) * factor;
    double e = StrictMath.cos(angle) * factor;
    double c = a * -middleX + b * -middleY + middleX;
    double f = d * -middleX + e * -middleY + middleY;
    return new Affine(new double[] {a, b, c, d, e, f});
  }

  /** Returns the image under the map, between pixels bilinear, cut off. */
  Bitmap bilinear(Bitmap image) {
    byte[] to = new byte[image.length()];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        double fromX = from[0] * (x + .5) + from[1] * (y + .5) + from[2];
        double fromY = from[3] * (x + .5) + from[4] * (y + .5) + from[5];
        if (fromX >= 0 && fromX < image.width() && fromY >= 0 && fromY < image.height()) {
          for (int channel = 0; channel < image.channels(); channel++) {
            to[(y * image.width() + x) * image.channels() + channel] =
                between(image, fromX - .5, fromY - .5, channel);
          }
        }
      }
    }
    return new Bitmap(to, image.height(), image.width(), image.channels());
  }

  private static byte between(Bitmap image, double x, double y, int channel) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double upper = across(image, Math.max(0, top), left, x - left, channel);
    double lower = upper;
    if (top + 1 >= 0 && top + 1 < image.height()) {
      lower = across(image, top + 1, left, x - left, channel);
    }
    return (byte) (int) (upper + (lower - upper) * (y - top));
  }

  private static double across(Bitmap image, int row, int left, double beyond, int channel) {
    int first = image.at(row, Math.max(0, Math.min(image.width() - 1, left)), channel);
    int second = image.at(row, Math.max(0, Math.min(image.width() - 1, left + 1)), channel);
    return first + (second - first) * beyond;
  }

  /** Returns the image moved by whole pixels. */
  static Bitmap move(Bitmap image, int right) {
    return image.crop(0, -right, image.height(), image.width());
  }
}
