package org.noisystudent.augment;

import org.tensorflow.ndarray.Shape;

/** Height and width of an image, known when the graph is built. */
record ImageSize(int height, int width) {
  static ImageSize square(int side) {
    return new ImageSize(side, side);
  }

  int pixels() {
    return height * width;
  }

  /** Returns [height, width, 3]. */
  Shape shape() {
    return Shape.of(height, width, 3);
  }

  /** Returns [height, width, 3] as a value for ops. */
  int[] dimensions() {
    return new int[] {height, width, 3};
  }
}
