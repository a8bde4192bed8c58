package org.noisystudent.model;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** How a variable starts. The value is a pure function of (seed, variable name, shape). */
public sealed interface Initializer {
  /** Adds the initial value of a variable to a graph. */
  Operand<TFloat32> add(Ops tf, String name, Shape shape, long seed);

  /** Normal, not truncated (reference: conv_kernel_initializer). */
  record Normal(double standardDeviation) implements Initializer {
    @Override
    public Operand<TFloat32> add(Ops tf, String name, Shape shape, long seed) {
      Operand<TFloat32> normal =
          tf.random.statelessRandomNormal(tf.constant(shape), seedOf(tf, name, seed));
      return tf.math.mul(normal, tf.constant((float) standardDeviation));
    }
  }

  /** Uniform in -bound..bound (reference: dense_kernel_initializer). */
  record Uniform(double bound) implements Initializer {
    @Override
    public Operand<TFloat32> add(Ops tf, String name, Shape shape, long seed) {
      Operand<TFloat32> uniform =
          tf.random.statelessRandomUniform(tf.constant(shape), seedOf(tf, name, seed));
      return tf.math.sub(
          tf.math.mul(uniform, tf.constant((float) (2 * bound))), tf.constant((float) bound));
    }
  }

  /** The same value everywhere. */
  record Constant(double value) implements Initializer {
    @Override
    public Operand<TFloat32> add(Ops tf, String name, Shape shape, long seed) {
      return tf.fill(tf.constant(shape), tf.constant((float) value));
    }
  }

  private static Operand<TInt64> seedOf(Ops tf, String name, long seed) {
    long nameHash =
        Hashing.farmHashFingerprint64().hashString(name, StandardCharsets.UTF_8).asLong();
    return tf.constant(new long[] {seed, nameHash});
  }
}
