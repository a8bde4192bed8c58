package org.noisystudent.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.noisystudent.data.FunctionScope;
import org.noisystudent.model.Family.Activation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Batch norm in training together with the activation after it, as three functions that XLA
 * compiles: the forward pass, the gradient by what is normalised, and from it the gradients by
 * inputs. Only the input is kept for the backward pass, which computes the activation again.
 *
 * <p>Sums over rows go through memory once: XLA is slow at them on a CPU, so several rows are added
 * by elements, which it does fast, and the rest is a matrix product with ones.
 */
final class CompiledBatchNorm {
  /** Rows that are added by elements, at most; twice as many take longer to compile. */
  private static final int ADDED_ROWS = 8;

  private final CompiledFunction forward;
  private final CompiledFunction activationBackward;
  private final CompiledFunction backward;

  /**
   * Creates the functions for activations of a shape.
   *
   * @param scope takes the functions over
   * @param shape [b, h, w, c]
   */
  CompiledBatchNorm(
      FunctionScope scope,
      Class<? extends TNumber> type,
      Shape shape,
      float epsilon,
      Optional<Activation> activation) {
    this.forward =
        CompiledFunction.of(
            scope, "batch_norm", body -> new Pass(body, type, shape).forward(epsilon, activation));
    this.activationBackward =
        CompiledFunction.of(
            scope,
            "batch_norm_activation_gradient",
            body -> new Pass(body, type, shape).activationBackward(epsilon, activation));
    this.backward =
        CompiledFunction.of(
            scope, "batch_norm_gradient", body -> new Pass(body, type, shape).backward(epsilon));
  }

  /** Adds the layer. */
  <T extends TNumber> Kernels.Normalized<T> add(
      Ops tf, Operand<T> x, Operand<TFloat32> gamma, Operand<TFloat32> beta) {
    List<Operand<?>> inputs = List.of(x, gamma, beta);
    List<Operand<?>> made = forward.call(tf, inputs);
    List<Operand<?>> results = OwnGradient.of(tf, made, inputs, this::gradient);
    return new Kernels.Normalized<>(
        Gradients.typed(results.get(0)),
        Gradients.typed(made.get(1)),
        Gradients.typed(made.get(2)));
  }

  private List<Operand<?>> gradient(
      Ops tf, List<Output<?>> results, List<Output<?>> inputs, List<Output<?>> incoming) {
    Output<?> x = inputs.get(0);
    List<Output<?>> line = List.of(inputs.get(1), inputs.get(2), results.get(1), results.get(2));
    Operand<?> by =
        activationBackward
            .call(tf, Stream.concat(Stream.of(x, incoming.get(0)), line.stream()).toList())
            .get(0);
    return backward.call(tf, Stream.<Operand<?>>concat(Stream.of(x, by), line.stream()).toList());
  }

  /** What one function does, in float32. */
  private static final class Pass {
    private final CompiledFunction.Body body;
    private final Ops tf;
    private final Class<? extends TNumber> type;
    private final Shape shape;

    Pass(CompiledFunction.Body body, Class<? extends TNumber> type, Shape shape) {
      this.body = body;
      this.tf = body.tf();
      this.type = type;
      this.shape = shape;
    }

    List<Operand<?>> forward(float epsilon, Optional<Activation> activation) {
      Operand<TFloat32> x = activations();
      Operand<TFloat32> gamma = channels();
      Operand<TFloat32> beta = channels();
      Operand<TFloat32> mean = mean(sum(parts(x)));
      Operand<TFloat32> variance = mean(sum(tf.math.square(tf.math.sub(parts(x), mean))));
      Operand<TFloat32> z = new Line(mean, variance, gamma, beta, epsilon).of(x);
      Operand<TFloat32> y = activation.map(kind -> kind.add(tf, z)).orElse(z);
      return List.of(tf.dtypes.cast(y, type), mean, variance);
    }

    /** Returns the gradient by the activation's input. */
    List<Operand<?>> activationBackward(float epsilon, Optional<Activation> activation) {
      Operand<TFloat32> x = activations();
      Operand<TFloat32> incoming = activations();
      Operand<TFloat32> z = lineOfArguments(epsilon).of(x);
      Operand<TFloat32> by =
          activation.isEmpty()
              ? incoming
              : tf.math.mul(incoming, activation.get().derivative(tf, z));
      return List.of(tf.dtypes.cast(by, type));
    }

    /**
     * Returns the gradients by x, gamma and beta (Ioffe and Szegedy, 2015, section 3).
     *
     * <p>With d the gradient by what is normalised and n rows: beta's is sum(d), gamma's is sum(d
     * (x - mean)) / s with s the deviation, and x's is gamma / s (d - beta's / n - (x - mean) / s
     * gamma's / n).
     */
    List<Operand<?>> backward(float epsilon) {
      Operand<TFloat32> x = activations();
      Operand<TFloat32> d = activations();
      Line line = lineOfArguments(epsilon);
      Operand<TFloat32> byBeta = sum(parts(d));
      Operand<TFloat32> byGamma =
          tf.math.mul(sum(tf.math.mul(tf.math.sub(parts(x), line.mean), parts(d))), line.inverse);
      Operand<TFloat32> slope =
          tf.math.neg(tf.math.mul(tf.math.mul(line.scale, line.inverse), mean(byGamma)));
      Operand<TFloat32> offset =
          tf.math.neg(
              tf.math.add(tf.math.mul(line.scale, mean(byBeta)), tf.math.mul(line.mean, slope)));
      Operand<TFloat32> byX =
          tf.math.add(tf.math.add(tf.math.mul(d, line.scale), tf.math.mul(x, slope)), offset);
      return List.of(tf.dtypes.cast(byX, type), byGamma, byBeta);
    }

    /** Takes the arguments that both functions of the backward pass have last. */
    private Line lineOfArguments(float epsilon) {
      Operand<TFloat32> gamma = channels();
      Operand<TFloat32> beta = channels();
      Operand<TFloat32> mean = channels();
      Operand<TFloat32> variance = channels();
      return new Line(mean, variance, gamma, beta, epsilon);
    }

    /** Scale and offset of each channel, and what they are made of. */
    private final class Line {
      private final Operand<TFloat32> mean;
      private final Operand<TFloat32> inverse; // 1 / deviation
      private final Operand<TFloat32> scale;
      private final Operand<TFloat32> offset;

      Line(
          Operand<TFloat32> mean,
          Operand<TFloat32> variance,
          Operand<TFloat32> gamma,
          Operand<TFloat32> beta,
          float epsilon) {
        this.mean = mean;
        inverse = tf.math.rsqrt(tf.math.add(variance, tf.constant(epsilon)));
        scale = tf.math.mul(gamma, inverse);
        offset = tf.math.sub(beta, tf.math.mul(mean, scale));
      }

      Operand<TFloat32> of(Operand<TFloat32> x) {
        return tf.math.add(tf.math.mul(x, scale), offset);
      }
    }

    private Operand<TFloat32> activations() {
      return tf.dtypes.cast(body.argument(type, shape), TFloat32.class);
    }

    private Operand<TFloat32> channels() {
      return body.argument(TFloat32.class, Shape.of(shape.get(3)));
    }

    private long rows() {
      return shape.size() / shape.get(3);
    }

    private Operand<TFloat32> mean(Operand<TFloat32> sum) {
      return tf.math.div(sum, tf.constant((float) rows()));
    }

    /** Returns the rows in equal parts: [b, h, w, c] -> [parts, rows / parts, c]. */
    private Operand<TFloat32> parts(Operand<TFloat32> x) {
      return tf.reshape(x, tf.constant(new long[] {partCount(), -1, shape.get(3)}));
    }

    private long partCount() {
      long parts = ADDED_ROWS;
      while (rows() % parts != 0) {
        parts /= 2;
      }
      return parts;
    }

    /** Returns the sum over all rows: [parts, rows / parts, c] -> [c]. */
    private Operand<TFloat32> sum(Operand<TFloat32> parts) {
      Operand<TFloat32> added = tf.sum(parts, tf.constant(0));
      Operand<TFloat32> ones =
          tf.fill(tf.constant(new long[] {1, rows() / partCount()}), tf.constant(1f));
      return tf.reshape(tf.linalg.matMul(ones, added), tf.constant(new long[] {shape.get(3)}));
    }
  }
}
