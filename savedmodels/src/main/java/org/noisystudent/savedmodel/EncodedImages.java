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

/** Decodes and frames a batch of image files inside a graph. */
final class EncodedImages {
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
      Operand<TUint8> images =
          tf.mapDefun(List.of(encoded), List.of(), List.of(TUint8.class), List.of(shape), one)
              .output()
              .get(0)
              .expect(TUint8.class);
      return tf.dtypes.cast(images, TFloat32.class);
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
      Operand<TUint8> image = EvaluationImages.square(tf, decoded, resolution, crop);
      String name = "decode_image_" + crop.name().toLowerCase(Locale.ROOT);
      return ConcreteFunction.create(
          Signature.builder(name).input("image_bytes", file).output("image", image).build(), body);
    }
  }
}
