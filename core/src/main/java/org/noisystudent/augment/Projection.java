package org.noisystudent.augment;

/**
 * Matrices from output to input pixels, as {@code tf.contrib.image} has them: (x, y) of the output
 * is read at ((a0 x + a1 y + a2) / k, (a3 x + a4 y + a5) / k), k = a6 x + a7 y + 1.
 */
final class Projection {
  private Projection() {}

  /**
   * Returns a rotation about the centre of the image. In float32, as there: halves decide pixels.
   * At every whole magnitude to 30, all that the reference takes, cosine and sine are TensorFlow's,
   * and the sums are in the order that its graph optimiser brings them into.
   */
  static float[] rotation(double degrees, ImageSize size) {
    float radians = (float) degrees * (float) (Math.PI / 180);
    float cos = (float) Math.cos(radians);
    float sin = (float) Math.sin(radians);
    float right = size.width() - 1;
    float bottom = size.height() - 1;
    float x = (right + sin * bottom - cos * right) / 2;
    float y = (bottom - cos * bottom - sin * right) / 2;
    return matrix(cos, -sin, x, sin, cos, y);
  }

  static float[] shearX(double shear) {
    return matrix(1, shear, 0, 0, 1, 0);
  }

  static float[] shearY(double shear) {
    return matrix(1, 0, 0, shear, 1, 0);
  }

  /** Returns a move to the left for positive pixels. */
  static float[] translationX(double pixels) {
    return matrix(1, 0, pixels, 0, 1, 0);
  }

  /** Returns a move upwards for positive pixels. */
  static float[] translationY(double pixels) {
    return matrix(1, 0, 0, 0, 1, pixels);
  }

  private static float[] matrix(double a0, double a1, double a2, double a3, double a4, double a5) {
    return new float[] {
      (float) a0, (float) a1, (float) a2, (float) a3, (float) a4, (float) a5, 0, 0
    };
  }
}
