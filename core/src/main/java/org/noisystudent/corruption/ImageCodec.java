package org.noisystudent.corruption;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Reads and writes image files with TensorFlow's libjpeg and libpng: the same JPEG as Pillow's of a
 * quality, chroma at half the size. Safe for several threads.
 */
public final class ImageCodec implements AutoCloseable {
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
  private static final byte[] PNG_START = "\u0089PNG".getBytes(StandardCharsets.ISO_8859_1);
  private static final int PNG_COLOUR = 25;

  private final Graph graph = new Graph();
  private final Placeholder<TString> file;
  private final Placeholder<TUint8> pixels;
  private final Placeholder<TInt32> quality;
  private final Operand<TUint8> jpegPixels;
  private final Operand<TUint8> otherPixels;
  private final Operand<TUint8> greyPixels;
  private final Operand<TString> jpeg;
  private final Operand<TString> png;
  private final Session session;

  /** Creates a codec. */
  public ImageCodec() {
    Ops tf = Ops.create(graph);
    file = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    pixels = tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, -1, -1)));
    quality = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    jpegPixels = // as Pillow decodes
        tf.image.decodeJpeg(
            file, DecodeJpeg.channels(0L), DecodeJpeg.dctMethod("INTEGER_ACCURATE"));
    otherPixels =
        tf.image.decodeImage(
            file,
            new DecodeImage.Options[] {
              DecodeImage.channels(3L), DecodeImage.expandAnimations(false)
            });
    greyPixels =
        tf.image.decodeImage(
            file,
            new DecodeImage.Options[] {
              DecodeImage.channels(1L), DecodeImage.expandAnimations(false)
            });
    jpeg = tf.image.encodeJpegVariableQuality(pixels, quality);
    png = tf.image.encodePng(pixels);
    session = new Session(graph);
  }

  /** Returns an image file decoded, in colour or grey as it is; empty where it is damaged. */
  public Optional<Bitmap> decode(byte[] encoded) {
    Operand<TUint8> output =
        startsWith(encoded, JPEG) ? jpegPixels : isGreyPng(encoded) ? greyPixels : otherPixels;
    try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(encoded));
        Result result = session.runner().feed(file, bytes).fetch(output).run()) {
      return Optional.of(bitmap((TUint8) result.get(0)));
    } catch (TensorFlowException | TFInvalidArgumentException | TFUnimplementedException e) {
      return Optional.empty();
    }
  }

  /** Returns a JPEG file of a quality, 1..100. */
  public byte[] jpeg(Bitmap image, int ofQuality) {
    try (Tensor scalar = TInt32.scalarOf(ofQuality)) {
      return encode(image, jpeg, scalar);
    }
  }

  /** Returns a PNG file. */
  public byte[] png(Bitmap image) {
    try (Tensor scalar = TInt32.scalarOf(0)) {
      return encode(image, png, scalar);
    }
  }

  /** Returns what is left of an image in a JPEG file of a quality. */
  Bitmap throughJpeg(Bitmap image, int ofQuality) {
    return decode(jpeg(image, ofQuality)).orElseThrow();
  }

  private byte[] encode(Bitmap image, Operand<TString> output, Tensor ofQuality) {
    Shape shape = Shape.of(image.height(), image.width(), image.channels());
    try (TUint8 tensor = TUint8.tensorOf(shape, DataBuffers.of(image.bytes(), true, false));
        Result result =
            session.runner().feed(pixels, tensor).feed(quality, ofQuality).fetch(output).run()) {
      return ((TString) result.get(0)).asBytes().getObject();
    }
  }

  private static Bitmap bitmap(TUint8 tensor) {
    Shape shape = tensor.shape();
    byte[] bytes = new byte[(int) shape.size()];
    tensor.asRawTensor().data().read(bytes, 0, bytes.length);
    return new Bitmap(bytes, (int) shape.get(0), (int) shape.get(1), (int) shape.get(2));
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** Returns whether the header's colour type says grey, with or without transparency. */
  private static boolean isGreyPng(byte[] bytes) {
    return startsWith(bytes, PNG_START)
        && bytes.length > PNG_COLOUR
        && (bytes[PNG_COLOUR] == 0 || bytes[PNG_COLOUR] == 4);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
