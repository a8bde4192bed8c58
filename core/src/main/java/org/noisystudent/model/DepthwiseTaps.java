package org.noisystudent.model;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * The weights of a kernel that meet an image at all. Images of one or two pixels a side, as the
 * last stages of a network for small images have them, lie within the padding for most of a kernel:
 * the convolution with the weights that are left is the same, and much less work.
 *
 * @param first in both directions
 * @param count in both directions
 */
record DepthwiseTaps(int first, int count) {
  /**
   * Returns the part of a kernel that is enough; empty where all of it is needed, or where SAME
   * padding of the part would shift it.
   *
   * @param images [batch, side, side, channels]
   */
  static Optional<DepthwiseTaps> of(Shape images, int kernel, int stride) {
    int side = (int) images.get(1);
    if (side < 1 || side >= kernel || side != images.get(2)) {
      return Optional.empty();
    }
    int outputs = (side + stride - 1) / stride;
    int before = padding(side, kernel, stride) / 2;
    int first = Math.max(0, before - (outputs - 1) * stride);
    int end = Math.min(kernel, side + before);
    int count = end - first;
    boolean fits = padding(side, count, stride) / 2 == before - first;
    return count < kernel && fits ? Optional.of(new DepthwiseTaps(first, count)) : Optional.empty();
  }

  /** Returns how many pixels SAME padding adds in all (TensorFlow: GetWindowedOutputSize). */
  static int padding(int side, int kernel, int stride) {
    int outputs = (side + stride - 1) / stride;
    return Math.max((outputs - 1) * stride + kernel - side, 0);
  }

  /** Returns the part of weights [k, k, channels, 1]. */
  <T extends TNumber> Operand<T> of(Ops tf, Operand<T> weights) {
    Shape shape = weights.shape();
    return tf.slice(
        weights,
        tf.constant(new int[] {first, first, 0, 0}),
        tf.constant(new int[] {count, count, (int) shape.get(2), (int) shape.get(3)}));
  }
}
