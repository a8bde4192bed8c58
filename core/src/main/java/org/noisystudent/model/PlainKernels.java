package org.noisystudent.model;

import java.util.List;
import java.util.Optional;
import org.noisystudent.model.Family.Activation;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** TensorFlow's own ops. */
class PlainKernels implements Kernels {
  @Override
  public <T extends TNumber> Operand<T> pointwise(Ops tf, Operand<T> x, Operand<T> weights) {
    return tf.nn.conv2d(x, weights, List.of(1L, 1L, 1L, 1L), "SAME");
  }

  @Override
  public <T extends TNumber> Operand<T> depthwise(
      Ops tf, Operand<T> x, Operand<T> weights, int stride) {
    return tf.nn.depthwiseConv2dNative(
        x, weights, List.of(1L, (long) stride, (long) stride, 1L), "SAME");
  }

  @Override
  public <T extends TNumber> Normalized<T> batchNorm(
      Ops tf,
      Operand<T> x,
      Operand<TFloat32> gamma,
      Operand<TFloat32> beta,
      float epsilon,
      Optional<Activation> activation) {
    Operand<TFloat32> none = tf.constant(new float[0]);
    FusedBatchNorm<T, TFloat32> norm =
        tf.nn.fusedBatchNorm(
            x,
            gamma,
            beta,
            none,
            none,
            FusedBatchNorm.isTraining(true),
            FusedBatchNorm.epsilon(epsilon));
    // the fused op gives the unbiased variance; the reference averages the biased one
    double count = (double) x.shape().size() / gamma.shape().size();
    Operand<TFloat32> biased =
        tf.math.mul(norm.batchVariance(), tf.constant((float) (Math.max(count - 1, 1) / count)));
    Operand<T> y = activation.map(kind -> kind.add(tf, norm.y())).orElse(norm.y());
    return new Normalized<>(y, norm.batchMean(), biased);
  }
}
