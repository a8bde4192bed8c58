package org.noisystudent.augment;

import org.noisystudent.savedmodel.SessionOptions;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ImageProjectiveTransformV3;
import org.tensorflow.types.TInt32;

/**
 * Where the pixels of a transformed image come from. A projection that is known before there are
 * images is a table: looked up, it costs a third of TensorFlow's op, which computes the place of
 * each channel of each pixel anew. The table is what that op makes of an image of numbers, so that
 * images are the same to the bit.
 */
final class SourcePixels {
  /** Up to here float32, which the op takes its fill value in, has every whole number. */
  private static final int MOST_PIXELS = 1 << 24;

  private SourcePixels() {}

  /**
   * Returns the number of the pixel, row by row, that each pixel is; that of the pixel after the
   * last where none is.
   *
   * @param transforms some, of 8 numbers each (tfa.image.transform)
   * @return [transforms, height * width]
   * @throws IllegalArgumentException if an image has 2^24 pixels or more
   */
  static int[][] of(float[][] transforms, ImageSize size) {
    int pixels = size.pixels();
    if (pixels >= MOST_PIXELS) {
      throw new IllegalArgumentException("pixels (" + pixels + ") must be < " + MOST_PIXELS);
    }
    int count = transforms.length;
    try (Graph graph = new Graph();
        Session session = new Session(graph, SessionOptions.once())) {
      Ops tf = Ops.create(graph);
      Operand<TInt32> numbers =
          tf.reshape(
              tf.range(tf.constant(0), tf.constant(pixels), tf.constant(1)),
              tf.constant(new int[] {1, size.height(), size.width(), 1}));
      Operand<TInt32> moved =
          tf.image.imageProjectiveTransformV3(
              tf.tile(numbers, tf.constant(new int[] {count, 1, 1, 1})),
              tf.constant(transforms),
              tf.constant(new int[] {size.height(), size.width()}),
              tf.constant((float) pixels),
              "NEAREST",
              ImageProjectiveTransformV3.fillMode("CONSTANT"));
      Operand<TInt32> table = tf.reshape(moved, tf.constant(new int[] {count, pixels}));
      try (Result result = session.runner().fetch(table).run()) {
        return StdArrays.array2dCopyOf((TInt32) result.get(0));
      }
    }
  }
}
