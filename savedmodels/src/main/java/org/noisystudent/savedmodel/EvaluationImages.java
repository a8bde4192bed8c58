package org.noisystudent.savedmodel;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMin;
import org.tensorflow.op.image.ScaleAndTranslate;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;

/**
 * From a decoded image of any size to the square that a model is evaluated on, as graph ops. The
 * input pipeline and the SavedModels' {@code image_bytes} both go through here, so that they show a
 * network the same bytes.
 */
public final class EvaluationImages {
  /** What {@code CENTER} leaves away of an image of the model's size (preprocessing.py). */
  private static final int CROP_PADDING = 32;

  /** Share of the shorter side that {@code CENTER_875} keeps, but for rounding. */
  private static final double CROP_FRACTION = 0.875;

  private EvaluationImages() {}

  /**
   * A part of an image.
   *
   * @param begin [3]: top, left, 0
   * @param size [3]: height, width, -1
   */
  public record Box(Operand<TInt32> begin, Operand<TInt32> size) {}

  /**
   * Returns an image as a square, [resolution, resolution, 3]: values rounded to the nearest, half
   * up, and cut to 0..255. The reference keeps fractions and what bicubic weights overshoot;
   * batches here are bytes.
   *
   * @param image [height, width, 3]
   */
  public static Operand<TUint8> square(
      Ops tf, Operand<TUint8> image, int resolution, EvaluationCrop crop) {
    Shape shape = Shape.of(resolution, resolution, 3);
    if (crop == EvaluationCrop.NONE && image.shape().equals(shape)) {
      return image;
    }
    Operand<TFloat32> resized =
        switch (crop) {
          case NONE -> bicubic(tf, image, resolution);
          case CENTER ->
              bicubic(tf, cut(tf, image, center(tf, image, resolution, CROP_PADDING)), resolution);
          case CENTER_875 -> {
            int padding = (int) Math.rint(resolution * (1 / CROP_FRACTION - 1));
            yield bicubic(tf, cut(tf, image, center(tf, image, resolution, padding)), resolution);
          }
          case SQUARE ->
              antialiased(tf, cut(tf, image, center(tf, image, resolution, 0)), resolution);
        };
    return bytes(tf, tf.math.add(resized, tf.constant(0.5f)), resolution);
  }

  /** Returns the central square of side R / (R + 32) of the shorter side, at least one pixel. */
  public static Box center(Ops tf, Operand<TUint8> image, int resolution) {
    return center(tf, image, resolution, CROP_PADDING);
  }

  private static Box center(Ops tf, Operand<TUint8> image, int resolution, int padding) {
    Operand<TInt32> axis = tf.constant(0);
    Operand<TInt32> extent = tf.slice(tf.shape(image), entry(tf, 0), entry(tf, 2)); // [2]
    Operand<TFloat32> shorter =
        tf.dtypes.cast(tf.reduceMin(extent, axis, ReduceMin.keepDims(true)), TFloat32.class);
    Operand<TFloat32> share = tf.constant((float) resolution / (resolution + padding));
    Operand<TInt32> side = // [1]
        tf.math.maximum(tf.dtypes.cast(tf.math.mul(shorter, share), TInt32.class), tf.constant(1));
    Operand<TInt32> margin = tf.math.sub(extent, side);
    Operand<TInt32> corner = tf.math.div(tf.math.add(margin, tf.constant(1)), tf.constant(2));
    return new Box(
        tf.concat(List.of(corner, entry(tf, 0)), axis),
        tf.concat(List.of(side, side, entry(tf, -1)), axis));
  }

  /**
   * Returns a whole image as a square, values rounded down, as the reference does in training.
   *
   * @param image [height, width, 3]
   */
  public static Operand<TUint8> roundedDown(Ops tf, Operand<TUint8> image, int resolution) {
    return bytes(tf, bicubic(tf, image, resolution), resolution);
  }

  private static Operand<TUint8> cut(Ops tf, Operand<TUint8> image, Box box) {
    return tf.slice(image, box.begin(), box.size());
  }

  /** Resizes as TensorFlow 1 did: no half-pixel centres, no antialiasing. It can overshoot. */
  private static Operand<TFloat32> bicubic(Ops tf, Operand<TUint8> image, int resolution) {
    return tf.image.resizeBicubic(
        tf.expandDims(image, tf.constant(0)), tf.constant(new int[] {resolution, resolution}));
  }

  /**
   * Resizes a square as Pillow does: half-pixel centres, the kernel as wide as what is shrunk, rows
   * first, and whole numbers 0..255 between the passes.
   */
  private static Operand<TFloat32> antialiased(Ops tf, Operand<TUint8> square, int resolution) {
    Operand<TInt32> side = tf.slice(tf.shape(square), entry(tf, 0), entry(tf, 1)); // [1]
    Operand<TFloat32> same = tf.constant(new float[] {1});
    Operand<TFloat32> scale =
        tf.math.div(tf.constant((float) resolution), tf.dtypes.cast(side, TFloat32.class)); // [1]
    Operand<TInt32> axis = tf.constant(0);
    Operand<TFloat32> rows =
        resized(
            tf,
            tf.expandDims(square, axis),
            tf.concat(List.of(side, entry(tf, resolution)), axis),
            tf.concat(List.of(same, scale), axis));
    Operand<TFloat32> rounded = tf.math.floor(tf.math.add(rows, tf.constant(0.5f)));
    return resized(
        tf,
        tf.clipByValue(rounded, tf.constant(0f), tf.constant(255f)),
        tf.constant(new int[] {resolution, resolution}),
        tf.concat(List.of(scale, same), axis));
  }

  private static Operand<TFloat32> resized(
      Ops tf, Operand<? extends TNumber> images, Operand<TInt32> size, Operand<TFloat32> scale) {
    return tf.image.scaleAndTranslate(
        images,
        size,
        scale,
        tf.constant(new float[] {0, 0}),
        ScaleAndTranslate.kernelType("keyscubic"),
        ScaleAndTranslate.antialias(true));
  }

  private static Operand<TUint8> bytes(Ops tf, Operand<TFloat32> values, int resolution) {
    Operand<TUint8> bytes =
        tf.dtypes.cast(tf.clipByValue(values, tf.constant(0f), tf.constant(255f)), TUint8.class);
    return tf.reshape(bytes, tf.constant(new int[] {resolution, resolution, 3}));
  }

  private static Operand<TInt32> entry(Ops tf, int value) {
    return tf.constant(new int[] {value});
  }
}
