package org.noisystudent.corruption;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The image sizes that the authors chose the strengths of their corruptions for; every table of
 * constants has a row for each, in this order (hendrycks/robustness, ImageNet-C/create_c and
 * ImageNet-P/create_p).
 */
public enum ImageScale {
  /** {@code make_cifar_c.py}, {@code make_cifar_p.py}. */
  CIFAR(0, 32),
  /** {@code make_tinyimagenet_c.py}, {@code make_tinyimagenet_p.py}. */
  TINY_IMAGENET(1, 64),
  /** {@code make_imagenet_c.py}, {@code make_imagenet_p.py}. */
  IMAGENET(2, 224),
  /** {@code make_imagenet_c_inception.py}, {@code make_imagenet_p_inception.py}. */
  INCEPTION(3, 299);

  private final int row;
  private final int side;

  ImageScale(int row, int side) {
    this.row = row;
    this.side = side;
  }

  /** Returns the row of its constants in each table. */
  int row() {
    return row;
  }

  /** Returns the side of the square images it was made for, in pixels. */
  public int side() {
    return side;
  }

  /** Returns the scale nearest to a side in ratio: 28 has the constants of 32. */
  public static ImageScale nearest(int side) {
    return Arrays.stream(values())
        .min(
            Comparator.comparingDouble(
                scale -> Math.abs(StrictMath.log((double) side / scale.side))))
        .orElseThrow();
  }
}
