package org.noisystudent.savedmodel;

import java.util.List;
import java.util.Locale;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Decodes and frames a batch of image files inside a graph. */
final class EncodedImages {
  /** Pixels of border at the model's resolution (reference: CROP_PADDING in preprocessing.py). */
  private static final int CROP_PADDING = 32;

  private EncodedImages() {}

  /**
   * Returns images [batch, resolution, resolution, 3], RGB, whole numbers 0..255. A gray image
   * becomes RGB, a CMYK JPEG is converted, an alpha channel is dropped, an animation gives its
   * first frame.
   *
   * @param encoded [batch], JPEG, PNG, GIF or BMP files of any size
   */
  static Operand<TFloat32> decode(
      Graph graph, Ops tf, Operand<TString> encoded, int resolution, EvaluationCrop crop) {
    Shape shape = Shape.of(resolution, resolution, 3);
    try (ConcreteFunction one = decodeOne(resolution, crop)) {
      graph.attachFunction(one);
      return tf.mapDefun(List.of(encoded), List.of(), List.of(TFloat32.class), List.of(shape), one)
          .output()
          .get(0)
          .expect(TFloat32.class);
    }
  }

  private static ConcreteFunction decodeOne(int resolution, EvaluationCrop crop) {
    try (Graph body = new Graph()) {
      Ops tf = Ops.create(body);
      Placeholder<TString> file =
          tf.withName("image_bytes").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
      Operand<TUint8> decoded = // [height, width, 3]
          tf.image.decodeImage(
              file,
              new DecodeImage.Options[] {
                DecodeImage.channels(3L), DecodeImage.expandAnimations(false)
              });
      Operand<TUint8> framed =
          switch (crop) {
            case NONE -> decoded;
            case CENTER -> centralSquare(tf, decoded, resolution);
          };
      // TF1's bicubic resize, as the reference: no half-pixel centres, no antialiasing. It can
      // overshoot; pixels are 8-bit everywhere else, so they are here.
      Operand<TFloat32> resized =
          tf.image.resizeBicubic(
              tf.expandDims(framed, tf.constant(0)),
              tf.constant(new int[] {resolution, resolution}));
      Operand<TFloat32> pixels =
          tf.math.rint(tf.clipByValue(resized, tf.constant(0f), tf.constant(255f)));
      Operand<TFloat32> image =
          tf.reshape(pixels, tf.constant(new int[] {resolution, resolution, 3}));
      String name = "decode_image_" + crop.name().toLowerCase(Locale.ROOT);
      return ConcreteFunction.create(
          Signature.builder(name).input("image_bytes", file).output("image", image).build(), body);
    }
  }

  private static Operand<TUint8> centralSquare(Ops tf, Operand<TUint8> image, int resolution) {
    Operand<TInt32> size = tf.shape(image); // [3]
    Operand<TInt32> height = tf.stridedSlice(size, Indices.at(0));
    Operand<TInt32> width = tf.stridedSlice(size, Indices.at(1));
    Operand<TFloat32> shorter = tf.dtypes.cast(tf.math.minimum(height, width), TFloat32.class);
    Operand<TFloat32> kept = tf.constant((float) resolution / (resolution + CROP_PADDING));
    Operand<TInt32> side =
        tf.math.maximum(tf.dtypes.cast(tf.math.mul(kept, shorter), TInt32.class), tf.constant(1));
    Operand<TInt32> top = half(tf, tf.math.sub(height, side));
    Operand<TInt32> left = half(tf, tf.math.sub(width, side));
    return tf.slice(
        image,
        tf.stack(List.of(top, left, tf.constant(0))),
        tf.stack(List.of(side, side, tf.constant(3))));
  }

  private static Operand<TInt32> half(Ops tf, Operand<TInt32> border) {
    return tf.math.floorDiv(tf.math.add(border, tf.constant(1)), tf.constant(2));
  }
}
