package org.noisystudent.model;

import java.util.Optional;
import org.noisystudent.model.Family.Activation;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** The ops that layers in training are made of where there is a choice. */
interface Kernels {
  /**
   * What batch norm gives.
   *
   * @param y [b, h, w, c]
   * @param mean of the batch, [c]
   * @param variance of the batch, biased, [c]
   */
  record Normalized<T extends TNumber>(
      Operand<T> y, Operand<TFloat32> mean, Operand<TFloat32> variance) {}

  /**
   * Adds a 1x1 convolution.
   *
   * @param x [b, h, w, in]
   * @param weights [1, 1, in, out]
   */
  <T extends TNumber> Operand<T> pointwise(Ops tf, Operand<T> x, Operand<T> weights);

  /**
   * Adds a depthwise convolution, SAME padding.
   *
   * @param x [b, h, w, c]
   * @param weights [k, k, c, 1]
   */
  <T extends TNumber> Operand<T> depthwise(Ops tf, Operand<T> x, Operand<T> weights, int stride);

  /**
   * Adds batch norm with the statistics of the batch, and what follows it.
   *
   * @param x [b, h, w, c]
   * @param gamma scale, [c]
   * @param beta offset, [c]
   */
  <T extends TNumber> Normalized<T> batchNorm(
      Ops tf,
      Operand<T> x,
      Operand<TFloat32> gamma,
      Operand<TFloat32> beta,
      float epsilon,
      Optional<Activation> activation);

  /** Returns the ops that every device and every compiler takes. */
  static Kernels plain() {
    return new PlainKernels();
  }
}
