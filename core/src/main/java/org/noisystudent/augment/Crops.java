package org.noisystudent.augment;

import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.EvaluationImages;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.StatelessSampleDistortedBoundingBox;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** Cuts of uint8 images [height, width, 3], of any size, to squares (preprocessing.py). */
final class Crops {
  private final Ops tf;
  private final int resolution;

  Crops(Ops tf, int resolution) {
    this.tf = tf;
    this.resolution = resolution;
  }

  /** Resizes the whole image, whatever its aspect. An image of the right static size is kept. */
  Operand<TUint8> whole(Operand<TUint8> image) {
    return image.shape().equals(square()) ? image : resize(image);
  }

  /** Makes the square of evaluation. */
  Operand<TUint8> evaluation(Operand<TUint8> image, EvaluationCrop crop) {
    return shaped(EvaluationImages.square(tf, image, resolution, crop));
  }

  /**
   * Cuts a random box of 8..100 % of the area and aspect 3/4..4/3 and resizes it; where ten
   * attempts find none but the whole image, the central square instead.
   */
  Operand<TUint8> inception(Operand<TUint8> image, Operand<TInt64> seed) {
    StatelessSampleDistortedBoundingBox<TInt32> box =
        tf.image.statelessSampleDistortedBoundingBox(
            tf.shape(image),
            tf.constant(new float[][][] {{{0f, 0f, 1f, 1f}}}),
            tf.constant(0.1f), // share of the image that must stay
            seed,
            StatelessSampleDistortedBoundingBox.aspectRatioRange(3f / 4f, 4f / 3f),
            StatelessSampleDistortedBoundingBox.areaRange(0.08f, 1f),
            StatelessSampleDistortedBoundingBox.maxAttempts(10L));
    Operand<TInt32> extent = tf.slice(tf.shape(image), entry(0), entry(2));
    Operand<TInt32> boxExtent = tf.slice(box.sizeOutput(), entry(0), entry(2));
    Operand<TBool> isWhole = tf.reduceAll(tf.math.equal(boxExtent, extent), tf.constant(0));
    EvaluationImages.Box center = EvaluationImages.center(tf, image, resolution);
    return resize(
        tf.slice(
            image,
            tf.select(isWhole, center.begin(), box.begin()),
            tf.select(isWhole, center.size(), box.sizeOutput())));
  }

  /**
   * Reflects a border around a square image and cuts a square of the old size out of that.
   *
   * @param down scalar in [0, 1)
   * @param right scalar in [0, 1)
   */
  Operand<TUint8> padded(
      Operand<TUint8> image, int padding, Operand<TFloat32> down, Operand<TFloat32> right) {
    if (padding == 0) {
      return image;
    }
    Operand<TFloat32> places = tf.constant(2f * padding + 1);
    return gather(image, reflected(padding, down, places), reflected(padding, right, places));
  }

  /** Returns the rows, or columns, of a cut that begins at a random one of some places. */
  private Operand<TInt32> reflected(
      int padding, Operand<TFloat32> random, Operand<TFloat32> places) {
    Operand<TInt32> begin = tf.dtypes.cast(tf.math.mul(random, places), TInt32.class);
    return tf.slice(
        tf.constant(reflected(padding)), tf.reshape(begin, entry(1)), entry(resolution));
  }

  /** Reflects a border of some pixels around a square image. */
  Operand<TUint8> reflect(Operand<TUint8> image, int padding) {
    Operand<TInt32> all = tf.constant(reflected(padding));
    return gather(image, all, all);
  }

  /** Returns the row, or column, of the image that each of a reflected image shows. */
  private int[] reflected(int padding) {
    int[] shown = new int[resolution + 2 * padding];
    for (int i = 0; i < shown.length; i++) {
      int at = Math.abs(i - padding);
      shown[i] = Math.min(at, 2 * (resolution - 1) - at);
    }
    return shown;
  }

  private Operand<TUint8> gather(
      Operand<TUint8> image, Operand<TInt32> rows, Operand<TInt32> columns) {
    return tf.gather(tf.gather(image, rows, tf.constant(0)), columns, tf.constant(1));
  }

  /** Mirrors an image left to right where the scalar is below 0.5. */
  Operand<TUint8> flip(Operand<TUint8> image, Operand<TFloat32> random) {
    // The list of axes to reverse is [1] or empty, which copies nothing.
    Operand<TInt32> axes =
        tf.dtypes.cast(tf.math.less(random, tf.constant(new float[] {0.5f})), TInt32.class);
    return tf.reverse(image, tf.slice(entry(1), entry(0), axes));
  }

  /** Cuts a square at a place known when the graph is built. */
  Operand<TUint8> cut(Operand<TUint8> image, int top, int left) {
    return tf.slice(
        image,
        tf.constant(new int[] {top, left, 0}),
        tf.constant(ImageSize.square(resolution).dimensions()));
  }

  /** Gives a result its static shape. */
  Operand<TUint8> shaped(Operand<TUint8> image) {
    return image.shape().equals(square())
        ? image
        : tf.reshape(image, tf.constant(ImageSize.square(resolution).dimensions()));
  }

  private Operand<TUint8> resize(Operand<TUint8> image) {
    return EvaluationImages.roundedDown(tf, image, resolution);
  }

  private Operand<TInt32> entry(int value) {
    return tf.constant(new int[] {value});
  }

  private Shape square() {
    return ImageSize.square(resolution).shape();
  }
}
