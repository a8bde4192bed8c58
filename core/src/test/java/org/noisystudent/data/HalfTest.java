package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint16;

/** Against TensorFlow's own casts, bit for bit. */
final class HalfTest {
  @Test
  void everyHalfIsTheFloatThatTensorFlowMakesOfIt() {
    int[] all = new int[1 << 16];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TInt32 bits = TInt32.vectorOf(all)) {
      Ops tf = Ops.create(graph);
      var fed = tf.placeholder(TInt32.class);
      var half = tf.bitcast(tf.dtypes.cast(fed, TUint16.class), TFloat16.class);
      var floats = tf.dtypes.cast(half, TFloat32.class);
      try (var result = session.runner().feed(fed, bits).fetch(floats).run()) {
        TFloat32 expected = (TFloat32) result.get(0);
        for (int i = 0; i < all.length; i++) {
          float own = Half.toFloat((short) i);
          float theirs = expected.getFloat(i);
          assertTrue(
              Float.floatToRawIntBits(own) == Float.floatToRawIntBits(theirs)
                  || (Float.isNaN(own) && Float.isNaN(theirs)),
              i + ": " + own + ", not " + theirs);
        }
      }
    }
  }

  @Test
  void everyFloatIsRoundedAsTensorFlowRoundsIt() {
    Random random = new Random(1);
    float[] values = new float[200_000];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (i % 4) {
            case 0 -> random.nextFloat();
            case 1 -> Float.intBitsToFloat(random.nextInt());
            case 2 -> random.nextFloat() * 0x1p-14f; // subnormal
            // halfway between two numbers, where a rule decides
            default -> (Half.toFloat((short) i) + Half.toFloat((short) (i + 1))) / 2;
          };
    }
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TFloat32 floats = TFloat32.tensorOf(Shape.of(values.length), DataBuffers.of(values))) {
      Ops tf = Ops.create(graph);
      var fed = tf.placeholder(TFloat32.class);
      var half = tf.dtypes.cast(fed, TFloat16.class);
      var bits = tf.dtypes.cast(tf.bitcast(half, TUint16.class), TInt32.class);
      try (var result = session.runner().feed(fed, floats).fetch(bits).run()) {
        TInt32 expected = (TInt32) result.get(0);
        for (int i = 0; i < values.length; i++) {
          if (!Float.isNaN(values[i])) {
            assertEquals(expected.getInt(i), Half.of(values[i]) & 0xffff, "of " + values[i]);
          } else {
            assertTrue(Float.isNaN(Half.toFloat(Half.of(values[i]))));
          }
        }
      }
    }
  }
}
