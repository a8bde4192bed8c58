package org.noisystudent.model;

import com.google.common.primitives.Floats;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * From pixels to what the first layer takes: (pixel - mean) / deviation, channel by channel.
 *
 * @param mean of red, green and blue, in 0..255
 * @param deviation of red, green and blue, in 0..255
 */
record Normalization(List<Float> mean, List<Float> deviation) {
  /** By the means and deviations of ImageNet's channels. */
  static final Normalization IMAGENET =
      new Normalization(
          List.of(0.485f * 255, 0.456f * 255, 0.406f * 255),
          List.of(0.229f * 255, 0.224f * 255, 0.225f * 255));

  /** To about -1..1, all channels alike. */
  static final Normalization CENTERED =
      new Normalization(List.of(127f, 127f, 127f), List.of(128f, 128f, 128f));

  Normalization {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  /**
   * Adds the normalisation of images [batch, height, width, 3], RGB 0..255. A row of an image is
   * one dimension to the ops: TensorFlow's are slow where the last dimension is three numbers.
   */
  Operand<TFloat32> add(Ops tf, Operand<TFloat32> images) {
    Shape shape = images.shape();
    int width = Math.toIntExact(shape.get(2));
    Operand<TFloat32> rows = tf.reshape(images, tf.constant(new int[] {-1, 3 * width}));
    Operand<TFloat32> normalized =
        tf.math.div(tf.math.sub(rows, row(tf, mean, width)), row(tf, deviation, width));
    int height = Math.toIntExact(shape.get(1));
    return tf.reshape(normalized, tf.constant(new int[] {-1, height, width, 3}));
  }

  private static Operand<TFloat32> row(Ops tf, List<Float> channels, int width) {
    return tf.constant(
        Floats.toArray(
            Collections.nCopies(width, channels).stream().flatMap(List::stream).toList()));
  }
}
