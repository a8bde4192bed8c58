package org.noisystudent.model;

import java.util.HashMap;
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
 * The ops that are fastest on a CPU whose session runs a step op by op, with TensorFlow's own
 * kernels. A 1x1 convolution is a matrix product, since the convolution's gradients put their
 * weights in order anew at each step. Batch norm of large activations, with what follows it, is a
 * function that XLA compiles, which reads and writes memory less often.
 */
final class CpuKernels extends PlainKernels {
  /**
   * Activations with fewer numbers do not repay that XLA compiles a function for them: measured
   * with B0 at 32 and 224 pixels (docs/decisions/0015-cpu-kernels.md).
   */
  static final long LARGE = 1 << 20;

  private final FunctionScope scope;
  private final Map<Case, CompiledBatchNorm> norms = new HashMap<>();

  /** What layers have in common that share their functions. */
  private record Case(Class<?> type, Shape shape, float epsilon, Optional<Activation> activation) {}

  /** Creates the ops of a step. */
  CpuKernels(FunctionScope scope) {
    this.scope = scope;
  }

  @Override
  public <T extends TNumber> Operand<T> pointwise(Ops tf, Operand<T> x, Operand<T> weights) {
    return product(tf, x, weights);
  }

  /** Adds a 1x1 convolution as a matrix product. */
  static <T extends TNumber> Operand<T> product(Ops tf, Operand<T> x, Operand<T> weights) {
    Shape shape = x.shape();
    long in = shape.get(3);
    long out = weights.shape().get(3);
    Operand<T> rows = tf.reshape(x, tf.constant(new long[] {shape.size() / in, in}));
    Operand<T> matrix = tf.reshape(weights, tf.constant(new long[] {in, out}));
    return tf.reshape(
        tf.linalg.matMul(rows, matrix),
        tf.constant(new long[] {shape.get(0), shape.get(1), shape.get(2), out}));
  }

  @Override
  public <T extends TNumber> Normalized<T> batchNorm(
      Ops tf,
      Operand<T> x,
      Operand<TFloat32> gamma,
      Operand<TFloat32> beta,
      float epsilon,
      Optional<Activation> activation) {
    if (x.shape().size() < LARGE) {
      return super.batchNorm(tf, x, gamma, beta, epsilon, activation);
    }
    return norms
        .computeIfAbsent(
            new Case(x.type(), x.shape(), epsilon, activation),
            each -> new CompiledBatchNorm(scope, x.type(), x.shape(), epsilon, activation))
        .add(tf, x, gamma, beta);
  }
}
