package org.noisystudent.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.noisystudent.data.FunctionScope;
import org.noisystudent.model.Family.Activation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * The ops that are fastest on a CPU whose session runs a step op by op with oneDNN. A 1x1
 * convolution is a matrix product. Batch norm is TensorFlow's own, which oneDNN does well, and the
 * gradient of a large activation is a function that XLA compiles. A depthwise convolution of
 * bfloat16 is computed in float32: its gradients take several times as long in bfloat16. Padding
 * around an image that is smaller than a kernel is an op of its own, as oneDNN has no fast gradient
 * by weights that reach over both edges.
 */
final class OneDnnKernels extends PlainKernels {
  /**
   * Smaller activations do not repay the call: measured with B0 at 32 and 224 pixels
   * (docs/decisions/0015-cpu-kernels.md).
   */
  static final long LARGE = 1 << 19;

  private final FunctionScope scope;
  private final Map<Case, CompiledActivation> activations = new HashMap<>();

  /** What layers have in common that share their function. */
  private record Case(Class<?> type, Shape shape, Activation activation) {}

  /** Creates the ops of a step. */
  OneDnnKernels(FunctionScope scope) {
    this.scope = scope;
  }

  @Override
  public <T extends TNumber> Operand<T> pointwise(Ops tf, Operand<T> x, Operand<T> weights) {
    return CpuKernels.product(tf, x, weights);
  }

  @Override
  public <T extends TNumber> Operand<T> depthwise(
      Ops tf, Operand<T> x, Operand<T> weights, int stride) {
    if (x.type().equals(TFloat32.class)) {
      return depthwiseOfFloats(tf, x, weights, stride);
    }
    Operand<TFloat32> y =
        depthwiseOfFloats(
            tf, tf.dtypes.cast(x, TFloat32.class), tf.dtypes.cast(weights, TFloat32.class), stride);
    return tf.dtypes.cast(y, x.type());
  }

  /** Pads an image that is smaller than the kernel first. */
  private <T extends TNumber> Operand<T> depthwiseOfFloats(
      Ops tf, Operand<T> x, Operand<T> weights, int stride) {
    int kernel = (int) weights.shape().get(0);
    int height = (int) x.shape().get(1);
    int width = (int) x.shape().get(2);
    if (Math.min(height, width) >= kernel) {
      return super.depthwise(tf, x, weights, stride);
    }
    int rows = DepthwiseTaps.padding(height, kernel, stride);
    int columns = DepthwiseTaps.padding(width, kernel, stride);
    int[][] padding = {
      {0, 0}, {rows / 2, rows - rows / 2}, {columns / 2, columns - columns / 2}, {0, 0}
    };
    return tf.nn.depthwiseConv2dNative(
        tf.pad(x, tf.constant(padding), tf.dtypes.cast(tf.constant(0f), x.type())),
        weights,
        List.of(1L, (long) stride, (long) stride, 1L),
        "VALID");
  }

  @Override
  public <T extends TNumber> Normalized<T> batchNorm(
      Ops tf,
      Operand<T> x,
      Operand<TFloat32> gamma,
      Operand<TFloat32> beta,
      float epsilon,
      Optional<Activation> activation) {
    if (activation.isEmpty() || x.shape().size() < LARGE) {
      return super.batchNorm(tf, x, gamma, beta, epsilon, activation);
    }
    Normalized<T> norm = super.batchNorm(tf, x, gamma, beta, epsilon, Optional.empty());
    CompiledActivation compiled =
        activations.computeIfAbsent(
            new Case(x.type(), x.shape(), activation.get()),
            each -> new CompiledActivation(scope, x.type(), x.shape(), activation.get()));
    return new Normalized<>(compiled.add(tf, norm.y()), norm.mean(), norm.variance());
  }
}
