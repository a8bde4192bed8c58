package org.noisystudent.corruption;

/** A 3 x 3 matrix: a projection of the plane, [across, down, 1]. */
final class Matrix3 {
  private final double[] values;

  /** Wraps nine values, row by row, which the caller gives away. */
  Matrix3(double... values) {
    this.values = values;
  }

  double at(int row, int column) {
    return values[3 * row + column];
  }

  /** Returns the affine map of three points onto three others, each [across, down]. */
  static Matrix3 affine(float[][] from, float[][] to) {
    return points(to).times(points(from).inverse());
  }

  private static Matrix3 points(float[][] p) {
    return new Matrix3(p[0][0], p[1][0], p[2][0], p[0][1], p[1][1], p[2][1], 1, 1, 1);
  }

  Matrix3 times(Matrix3 other) {
    double[] product = new double[9];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        for (int k = 0; k < 3; k++) {
          product[3 * row + column] += at(row, k) * other.at(k, column);
        }
      }
    }
    return new Matrix3(product);
  }

  /** Returns the matrix with a number added to its last one. */
  Matrix3 plusLast(double more) {
    double[] sum = values.clone();
    sum[8] += more;
    return new Matrix3(sum);
  }

  Matrix3 inverse() {
    double[] adjugate = new double[9];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        adjugate[3 * column + row] =
            at((row + 1) % 3, (column + 1) % 3) * at((row + 2) % 3, (column + 2) % 3)
                - at((row + 1) % 3, (column + 2) % 3) * at((row + 2) % 3, (column + 1) % 3);
      }
    }
    double determinant = 0;
    for (int k = 0; k < 3; k++) {
      determinant += at(0, k) * adjugate[3 * k];
    }
    for (int i = 0; i < 9; i++) {
      adjugate[i] /= determinant;
    }
    return new Matrix3(adjugate);
  }
}
