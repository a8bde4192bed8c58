package org.noisystudent.augment;

import java.util.ArrayList;
import java.util.List;
import org.noisystudent.config.RandAugmentConfig.Mode;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * The 16 operations of RandAugment on uint8 images [height, width, 3] of one size (randaugment.py).
 * Blends truncate. Few nodes an operation: on small images a node costs more than its arithmetic.
 */
final class ImageOps {
  /** What empty pixels are filled with (randaugment.py, replace_value). */
  private static final int FILL = 128;

  private final Ops tf;
  private final ImageSize size;
  private final Strength strength;
  private final ValueOps bytes;

  ImageOps(Ops tf, ImageSize size, Strength strength) {
    this.tf = tf;
    this.size = size;
    this.strength = strength;
    this.bytes = new ValueOps(tf);
  }

  /**
   * Adds one operation.
   *
   * @param image [height, width, 3]
   * @param first scalar in [0, 1): a geometric operation is negated below 0.5; row of the cutout
   * @param second scalar in [0, 1): column of the cutout
   * @return [height, width, 3]
   */
  Operand<TUint8> apply(
      AugmentOp op, Operand<TUint8> image, Operand<TFloat32> first, Operand<TFloat32> second) {
    return switch (op) {
      case AUTO_CONTRAST -> autoContrast(image);
      case EQUALIZE -> equalize(image);
      case INVERT -> bytes.invert(image);
      case POSTERIZE -> bytes.posterize(image, strength.posterizeShift());
      case SOLARIZE -> bytes.solarize(image, strength.solarizeThreshold());
      case SOLARIZE_ADD -> bytes.solarizeAdd(image, strength.solarizeAddition());
      case BRIGHTNESS -> blend(tf.constant(0f), image);
      case CONTRAST -> contrast(image);
      case COLOR -> blend(grey(image), image);
      case SHARPNESS -> sharpness(image);
      case ROTATE ->
          project(
              image,
              first,
              Projection.rotation(-strength.degrees(), size),
              Projection.rotation(strength.degrees(), size));
      case SHEAR_X ->
          project(
              image,
              first,
              Projection.shearX(-strength.shear()),
              Projection.shearX(strength.shear()));
      case SHEAR_Y ->
          project(
              image,
              first,
              Projection.shearY(-strength.shear()),
              Projection.shearY(strength.shear()));
      case TRANSLATE_X ->
          project(
              image,
              first,
              Projection.translationX(-strength.translation()),
              Projection.translationX(strength.translation()));
      case TRANSLATE_Y ->
          project(
              image,
              first,
              Projection.translationY(-strength.translation()),
              Projection.translationY(strength.translation()));
      case CUTOUT -> cutout(image, first, second);
    };
  }

  /** Stretches each channel to 0..255; a channel of one value stays. */
  private Operand<TUint8> autoContrast(Operand<TUint8> image) {
    Operand<TFloat32> values = decimals(rows(image));
    Operand<TInt32> first = tf.constant(0);
    Operand<TInt32> pixels = tf.constant(new int[] {size.width(), 3});
    Operand<TFloat32> low = tf.min(tf.reshape(tf.min(values, first), pixels), first); // [3]
    Operand<TFloat32> high = tf.max(tf.reshape(tf.max(values, first), pixels), first);
    Operand<TBool> varied = tf.math.greater(high, low);
    Operand<TFloat32> scale =
        tf.select(varied, tf.math.div(tf.constant(255f), tf.math.sub(high, low)), tf.constant(1f));
    Operand<TFloat32> offset =
        tf.select(varied, tf.math.mul(tf.math.neg(low), scale), tf.constant(0f));
    Operand<TInt32> width = tf.constant(new int[] {size.width()});
    return shaped(
        truncated(tf.math.add(tf.math.mul(values, tf.tile(scale, width)), tf.tile(offset, width))));
  }

  /** Flattens the histogram of each channel; where that needs less than one step, it stays. */
  private Operand<TUint8> equalize(Operand<TUint8> image) {
    int[] ranges = new int[3 * size.width()]; // one range a channel
    for (int i = 0; i < ranges.length; i++) {
      ranges[i] = i % 3 * 256;
    }
    Operand<TInt32> indices = tf.math.add(integers(rows(image)), tf.constant(ranges));
    Operand<TInt32> histogram =
        tf.reshape(
            tf.math.bincount(indices, tf.constant(768), tf.constant(new int[0])),
            tf.constant(new int[] {3, 256}));
    Operand<TInt32> below = tf.math.cumsum(histogram, tf.constant(1), Cumsum.exclusive(true));
    // The step is (pixels - pixels of the largest value) / 255.
    Operand<TInt32> belowLargest =
        tf.reduceMax(
            tf.select(tf.math.less(below, tf.constant(size.pixels())), below, tf.constant(0)),
            tf.constant(1),
            ReduceMax.keepDims(true)); // [3, 1]
    Operand<TInt32> step = tf.math.div(belowLargest, tf.constant(255));
    Operand<TInt32> divisor = tf.math.maximum(step, tf.constant(1));
    Operand<TInt32> levels =
        tf.math.div(tf.math.add(below, tf.math.div(divisor, tf.constant(2))), divisor); // [3, 256]
    Operand<TInt32> table =
        tf.select(
            tf.math.equal(step, tf.constant(0)),
            tf.range(tf.constant(0), tf.constant(256), tf.constant(1)),
            tf.math.minimum(levels, tf.constant(255)));
    Operand<TUint8> flat =
        tf.reshape(tf.dtypes.cast(table, TUint8.class), tf.constant(new int[] {768}));
    return shaped(tf.gather(flat, indices, tf.constant(0)));
  }

  private Operand<TUint8> contrast(Operand<TUint8> image) {
    if (strength.mode() == Mode.REFERENCE) {
      // Its "mean" is the number of pixels / 256, whatever they hold (tensorflow/models#8328).
      return blend(tf.constant((float) Math.min(255, size.pixels() / 256)), image);
    }
    Operand<TFloat32> mean = tf.math.mean(grey(image), tf.constant(new int[] {0, 1, 2}));
    Operand<TFloat32> rounded = tf.math.floor(tf.math.add(mean, tf.constant(0.5f))); // as PIL
    return blend(rounded, image);
  }

  /** Smooths all but the border with 3x3 weights 1, in the centre 5, then blends away from that. */
  private Operand<TUint8> sharpness(Operand<TUint8> image) {
    if (size.height() < 3 || size.width() < 3) {
      return image;
    }
    Operand<TFloat32> values = decimals(rows(image));
    // Thirteenths, added row by row as in the reference's convolution: where rounding makes a whole
    // number smaller, the next lower one is taken.
    Operand<TFloat32> thirteenths = tf.math.mul(values, tf.constant(1f / 13f));
    Operand<TFloat32> centre = tf.math.mul(values, tf.constant(5f / 13f));
    List<Operand<TFloat32>> neighbours = new ArrayList<>();
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        neighbours.add(inner(row == 1 && column == 1 ? centre : thirteenths, row, column));
      }
    }
    Operand<TFloat32> smooth = tf.math.floor(tf.math.addN(neighbours));
    Operand<TFloat32> difference =
        tf.pad(
            tf.math.sub(inner(values, 1, 1), smooth),
            tf.constant(new int[][] {{1, 1}, {3, 3}}),
            tf.constant(0f));
    return shaped(extrapolate(tf.math.sub(values, difference), difference));
  }

  /**
   * Returns a neighbour of each pixel that is not at the border.
   *
   * @param rows [height, width * 3]
   * @param row 0..2; 1 is that of the pixel
   * @param column 0..2; 1 is that of the pixel
   * @return [height - 2, (width - 2) * 3]
   */
  private Operand<TFloat32> inner(Operand<TFloat32> rows, int row, int column) {
    return tf.slice(
        rows,
        tf.constant(new int[] {row, 3 * column}),
        tf.constant(new int[] {size.height() - 2, 3 * (size.width() - 2)}));
  }

  private Operand<TUint8> project(
      Operand<TUint8> image, Operand<TFloat32> sign, float[] negative, float[] positive) {
    Operand<TInt32> row =
        tf.dtypes.cast(tf.math.greaterEqual(sign, tf.constant(0.5f)), TInt32.class);
    int[][] sources = SourcePixels.of(new float[][] {negative, positive}, size);
    Operand<TInt32> source = tf.gather(tf.constant(sources), row, tf.constant(0)); // [pixels]
    byte[] grey = {(byte) FILL, (byte) FILL, (byte) FILL};
    Operand<TUint8> pixels =
        tf.concat(
            List.of(
                tf.reshape(image, tf.constant(new int[] {size.pixels(), 3})),
                tf.constant(TUint8.class, Shape.of(1, 3), DataBuffers.of(grey))),
            tf.constant(0));
    return shaped(tf.gather(pixels, source, tf.constant(0)));
  }

  /** Greys a square about a pixel drawn from the whole image. */
  private Operand<TUint8> cutout(
      Operand<TUint8> image, Operand<TFloat32> first, Operand<TFloat32> second) {
    Operand<TUint8> hole = // [height, width * 3]: all bits or none
        tf.bitwise.bitwiseAnd(
            within(size.height(), 1, first, Shape.of(size.height(), 1)),
            within(size.width(), 3, second, Shape.of(1, 3L * size.width())));
    Operand<TUint8> rows = rows(image);
    Operand<TUint8> change = tf.bitwise.bitwiseXor(rows, bytes.value(FILL));
    return shaped(tf.bitwise.bitwiseXor(rows, tf.bitwise.bitwiseAnd(hole, change)));
  }

  /** Returns 255 for what is near a pixel that is drawn, else 0. */
  private Operand<TUint8> within(int length, int channels, Operand<TFloat32> random, Shape shape) {
    float[] middles = new float[length * channels];
    for (int i = 0; i < middles.length; i++) {
      int pixel = i / channels;
      middles[i] = pixel + 0.5f;
    }
    Operand<TFloat32> centre = tf.math.floor(tf.math.mul(random, tf.constant((float) length)));
    Operand<TFloat32> distance =
        tf.math.abs(tf.math.sub(tf.constant(shape, DataBuffers.of(middles)), centre));
    Operand<TBool> near = tf.math.less(distance, tf.constant((float) strength.cutoutHalfSide()));
    return tf.math.mul(tf.dtypes.cast(near, TUint8.class), bytes.value(255));
  }

  /** Returns TensorFlow's {@code rgb_to_grayscale} of an image in each channel. */
  private Operand<TFloat32> grey(Operand<TUint8> image) {
    Operand<TFloat32> unit = tf.math.mul(decimals(image), tf.constant(1f / 255f));
    Operand<TFloat32> luminance =
        tf.linalg.matMul(
            tf.reshape(unit, tf.constant(new int[] {-1, 3})),
            tf.constant(
                new float[][] {
                  {0.2989f, 0.2989f, 0.2989f}, {0.587f, 0.587f, 0.587f}, {0.114f, 0.114f, 0.114f}
                }));
    return tf.reshape(
        tf.math.floor(tf.math.mul(luminance, tf.constant(255.5f))), tf.constant(size.dimensions()));
  }

  /** Goes from the degenerate image (factor 0) through the image (factor 1), and beyond. */
  private Operand<TUint8> blend(Operand<TFloat32> degenerate, Operand<TUint8> image) {
    return extrapolate(degenerate, tf.math.sub(decimals(image), degenerate));
  }

  private Operand<TUint8> extrapolate(Operand<TFloat32> degenerate, Operand<TFloat32> difference) {
    return truncated(
        tf.math.add(
            degenerate, tf.math.mul(tf.constant((float) strength.enhanceFactor()), difference)));
  }

  private Operand<TUint8> truncated(Operand<TFloat32> values) {
    return tf.dtypes.cast(tf.clipByValue(values, tf.constant(0f), tf.constant(255f)), TUint8.class);
  }

  /**
   * Returns the image as [height, width * 3]: TensorFlow is several times faster over long rows
   * than over three channels.
   */
  private Operand<TUint8> rows(Operand<TUint8> image) {
    return tf.reshape(image, tf.constant(new int[] {size.height(), size.width() * 3}));
  }

  private Operand<TUint8> shaped(Operand<TUint8> image) {
    return tf.reshape(image, tf.constant(size.dimensions()));
  }

  private Operand<TFloat32> decimals(Operand<TUint8> image) {
    return tf.dtypes.cast(image, TFloat32.class);
  }

  private Operand<TInt32> integers(Operand<TUint8> image) {
    return tf.dtypes.cast(image, TInt32.class);
  }
}
