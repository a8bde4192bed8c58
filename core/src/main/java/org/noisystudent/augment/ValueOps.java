package org.noisystudent.augment;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TUint8;

/**
 * Operations that map each value of an image on its own, in 8-bit arithmetic: TensorFlow's tables
 * (gather) and choices (select) of bytes are over ten times slower.
 */
final class ValueOps {
  private static final int SIGN_BIT = 7;

  private final Ops tf;

  ValueOps(Ops tf) {
    this.tf = tf;
  }

  Operand<TUint8> invert(Operand<TUint8> image) {
    return tf.math.sub(value(255), image);
  }

  /** Clears low bits, 0..8 of them. */
  Operand<TUint8> posterize(Operand<TUint8> image, int bits) {
    return tf.bitwise.bitwiseAnd(image, value(255 >> bits << bits));
  }

  /** Inverts values from a threshold, 0..256, on. */
  Operand<TUint8> solarize(Operand<TUint8> image, int threshold) {
    if (threshold > 255) {
      return image;
    }
    Operand<TUint8> chosen = // 1 or 0
        tf.dtypes.cast(tf.math.greaterEqual(image, value(threshold)), TUint8.class);
    return tf.bitwise.bitwiseXor(image, tf.math.mul(chosen, value(255)));
  }

  /** Adds to values below 128, up to 255. */
  Operand<TUint8> solarizeAdd(Operand<TUint8> image, int addition) {
    Operand<TUint8> dark = // all bits or none
        tf.math.sub(tf.bitwise.rightShift(image, value(SIGN_BIT)), value(1));
    Operand<TUint8> gain = tf.math.minimum(invert(image), value(Math.min(255, addition)));
    return tf.math.add(image, tf.bitwise.bitwiseAnd(dark, gain));
  }

  /** Returns a scalar, 0..255. */
  Operand<TUint8> value(int value) {
    return tf.constant(TUint8.class, Shape.scalar(), DataBuffers.of(new byte[] {(byte) value}));
  }
}
