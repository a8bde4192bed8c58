package org.noisystudent.data;

import java.util.List;
import java.util.function.IntConsumer;
import org.noisystudent.savedmodel.EncodedImages;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Decodes encoded images of one size in batches, outside tf.data: closing a session waits for each
 * of the small iterators that its dataset functions made, three minutes for 59,000 images.
 */
final class ImageDecoder implements AutoCloseable {
  private final int imageBytes;
  private final Graph graph = new Graph();
  private final Placeholder<TString> encoded;
  private final Operand<TUint8> decoded;
  private final Session session;

  /** Creates a decoder of images of a height and width, to RGB. */
  ImageDecoder(int height, int width) {
    this.imageBytes = 3 * height * width;
    Ops tf = Ops.create(graph);
    encoded = tf.placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
    Shape shape = Shape.of(height, width, 3);
    decoded =
        EncodedImages.decode(
            graph,
            tf,
            encoded,
            "decode_one",
            shape,
            (body, image) -> body.reshape(image, body.constant(shape)));
    session = new Session(graph);
  }

  /**
   * Decodes some images.
   *
   * @param to takes the pixels of all, one after the other
   * @param from where in {@code to} the first begins
   * @param bad is told the number of each that cannot be decoded; its pixels stay as they were
   */
  void decode(List<byte[]> images, byte[] to, int from, IntConsumer bad) {
    try (TString files =
            TString.tensorOfBytes(NdArrays.vectorOfObjects(images.toArray(byte[][]::new)));
        Result result = session.runner().feed(encoded, files).fetch(decoded).run()) {
      ((TUint8) result.get(0)).asRawTensor().data().read(to, from, images.size() * imageBytes);
    } catch (TensorFlowException | TFInvalidArgumentException | TFUnimplementedException e) {
      if (images.size() == 1) {
        bad.accept(0);
        return;
      }
      for (int i = 0; i < images.size(); i++) {
        int number = i;
        decode(List.of(images.get(i)), to, from + i * imageBytes, single -> bad.accept(number));
      }
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
