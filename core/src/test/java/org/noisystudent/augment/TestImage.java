package org.noisystudent.augment;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TUint8;

/** An image [height, width, 3] in Java memory. */
final class TestImage {
  private final int height;
  private final int width;
  private final byte[] values;

  TestImage(int height, int width, byte[] values) {
    this.height = height;
    this.width = width;
    this.values = values;
  }

  static TestImage random(int height, int width) {
    byte[] values = new byte[height * width * 3];
    new Random(height * 1000L + width).nextBytes(values);
    return new TestImage(height, width, values);
  }

  static TestImage of(TUint8 tensor) {
    byte[] values = new byte[(int) tensor.shape().size()];
    tensor.copyTo(DataBuffers.of(values));
    int rank = tensor.shape().numDimensions();
    return new TestImage(
        (int) tensor.shape().get(rank - 3), (int) tensor.shape().get(rank - 2), values);
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  byte[] values() {
    return values;
  }

  int at(int row, int column, int channel) {
    return values[(row * width + column) * 3 + channel] & 0xFF;
  }

  /** Returns the first 16 hex digits of the pixels' SHA-256. */
  String digest() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(values);
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  TUint8 tensor() {
    return TUint8.tensorOf(Shape.of(height, width, 3), DataBuffers.of(values));
  }

  int largestDifference(TestImage other) {
    int largest = 0;
    for (int i = 0; i < values.length; i++) {
      largest = Math.max(largest, Math.abs((values[i] & 0xFF) - (other.values[i] & 0xFF)));
    }
    return largest;
  }
}
