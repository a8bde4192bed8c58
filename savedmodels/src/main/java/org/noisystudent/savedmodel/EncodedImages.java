package org.noisystudent.savedmodel;

import java.util.List;
import java.util.Locale;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Decodes batches of image files inside a graph. */
public final class EncodedImages {
  private EncodedImages() {}

  /** Gives a decoded image, [height, width, 3], the size that all of the batch have. */
  @FunctionalInterface
  public interface Framing {
    /** Adds the framing to the function of one image. */
    Operand<TUint8> apply(Ops tf, Operand<TUint8> image);
  }

  /**
   * Returns images [batch, resolution, resolution, 3], RGB, whole numbers 0..255.
   *
   * @param encoded [batch], files of any size
   */
  static Operand<TFloat32> squares(
      Graph graph, Ops tf, Operand<TString> encoded, int resolution, EvaluationCrop crop) {
    return tf.dtypes.cast(
        decode(
            graph,
            tf,
            encoded,
            "decode_image_" + crop.name().toLowerCase(Locale.ROOT),
            Shape.of(resolution, resolution, 3),
            (body, image) -> EvaluationImages.square(body, image, resolution, crop)),
        TFloat32.class);
  }

  /**
   * Returns images [batch, height, width, 3], RGB. A gray image becomes RGB, a CMYK JPEG is
   * converted, an alpha channel is dropped, an animation gives its first frame.
   *
   * @param encoded [batch], JPEG, PNG, GIF or BMP files
   * @param name of the function, of one body only in the graph
   * @param shape [height, width, 3], what the framing makes
   */
  public static Operand<TUint8> decode(
      Graph graph, Ops tf, Operand<TString> encoded, String name, Shape shape, Framing framing) {
    try (ConcreteFunction one = decodeOne(name, framing)) {
      graph.attachFunction(one);
      return tf.mapDefun(List.of(encoded), List.of(), List.of(TUint8.class), List.of(shape), one)
          .output()
          .get(0)
          .expect(TUint8.class);
    }
  }

  private static ConcreteFunction decodeOne(String name, Framing framing) {
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
      return ConcreteFunction.create(
          Signature.builder(name)
              .input("image_bytes", file)
              .output("image", framing.apply(tf, decoded))
              .build(),
          body);
    }
  }
}
