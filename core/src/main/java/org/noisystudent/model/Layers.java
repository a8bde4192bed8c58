package org.noisystudent.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.noisystudent.model.Family.Activation;
import org.noisystudent.model.Initializer.Constant;
import org.noisystudent.model.Initializer.Normal;
import org.noisystudent.model.Initializer.Uniform;
import org.noisystudent.model.VariableSpec.Kind;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * The layers of EfficientNet. Adds ops, and keeps account of variables, moving statistics and the
 * layer table as it goes.
 *
 * @param <T> type of the activations; variables and statistics are float32
 */
final class Layers<T extends TNumber> {
  private final Ops tf;
  private final Class<T> type;
  private final Variables variables;
  private final Architecture architecture;
  private final Phase phase;
  private final Kernels kernels;
  private boolean frozen;
  private final List<MovingStatistic> movingStatistics = new ArrayList<>();
  private final List<LayerRow> rows = new ArrayList<>();

  Layers(
      Ops tf,
      Class<T> type,
      Variables variables,
      Architecture architecture,
      Phase phase,
      Kernels kernels) {
    this.tf = tf;
    this.type = type;
    this.variables = variables;
    this.architecture = architecture;
    this.phase = phase;
    this.kernels = kernels;
  }

  /** Freezes the layers that are added from now on, or ends that. */
  void freeze(boolean now) {
    frozen = now;
  }

  List<MovingStatistic> movingStatistics() {
    return movingStatistics;
  }

  List<LayerRow> rows() {
    return rows;
  }

  /** Adds a convolution, SAME padding, no bias: [b, h, w, in] -> [b, h/stride, w/stride, out]. */
  Operand<T> conv(Operand<T> x, String name, int kernel, int stride, int filters) {
    Operand<T> y = convolve(x, name, kernel, stride, filters);
    record(name, "conv " + kernel + "x" + kernel, y, weights(x, kernel, filters), 0);
    return y;
  }

  /** Adds a 1x1 convolution with bias. */
  Operand<T> convWithBias(Operand<T> x, String name, int filters) {
    Operand<T> y = convolve(x, name, 1, 1, filters);
    y = tf.nn.biasAdd(y, cast(variable(name + "/bias", Shape.of(filters), new Constant(0))));
    record(name, "conv 1x1 + bias", y, weights(x, 1, filters), filters);
    return y;
  }

  private Operand<T> convolve(Operand<T> x, String name, int kernel, int stride, int filters) {
    Shape shape = Shape.of(kernel, kernel, channels(x), filters);
    // reference conv_kernel_initializer: normal, fan out
    Normal init = new Normal(Math.sqrt(2.0 / ((double) kernel * kernel * filters)));
    Operand<T> weights = cast(variable(name + "/kernel", shape, init));
    return kernel == 1 && stride == 1
        ? kernels.pointwise(tf, x, weights)
        : tf.nn.conv2d(x, weights, strides(stride), "SAME");
  }

  /** Adds a depthwise convolution: [b, h, w, c] -> [b, h/stride, w/stride, c]. */
  Operand<T> depthwise(Operand<T> x, String name, int kernel, int stride) {
    Shape shape = Shape.of(kernel, kernel, channels(x), 1);
    // the same initialiser on [k, k, in, 1]: fan out is k * k
    Normal init = new Normal(Math.sqrt(2.0) / kernel);
    Operand<T> weights = cast(variable(name + "/depthwise_kernel", shape, init));
    Operand<T> y =
        DepthwiseTaps.of(x.shape(), kernel, stride)
            .map(taps -> kernels.depthwise(tf, x, taps.of(tf, weights), stride))
            .orElseGet(() -> kernels.depthwise(tf, x, weights, stride));
    record(name, "depthwise " + kernel + "x" + kernel, y, shape.size(), 0);
    return y;
  }

  /** Adds batch norm over all but the last dimension. */
  Operand<T> batchNorm(Operand<T> x, String name) {
    return batchNorm(x, name, Optional.empty());
  }

  /** Adds batch norm over all but the last dimension, and the activation of the family. */
  Operand<T> batchNormAndActivation(Operand<T> x, String name) {
    return batchNorm(x, name, Optional.of(architecture.family().activation()));
  }

  private Operand<T> batchNorm(Operand<T> x, String name, Optional<Activation> activation) {
    Shape shape = Shape.of(channels(x));
    Operand<TFloat32> gamma = variable(name + "/gamma", shape, new Constant(1));
    Operand<TFloat32> beta = variable(name + "/beta", shape, new Constant(0));
    VariableSpec meanSpec = moving(name + "/moving_mean", shape, 0);
    VariableSpec varianceSpec = moving(name + "/moving_variance", shape, 1);
    Operand<TFloat32> mean = variables.read(meanSpec);
    Operand<TFloat32> variance = variables.read(varianceSpec);
    float epsilon = (float) architecture.batchNormEpsilon();
    rows.add(new LayerRow(name, "batch norm", x.shape(), 2 * shape.size(), 2 * shape.size(), 0));
    if (frozen || !(phase instanceof Phase.Training training)) {
      return activate(fixedBatchNorm(x, gamma, beta, mean, variance, epsilon), activation);
    }
    if (training.replication().sharesBatchNorm()) {
      SharedBatchNorm<T> norm =
          SharedBatchNorm.add(tf, type, x, gamma, beta, mean, epsilon, training.replication());
      movingStatistics.add(new MovingStatistic(meanSpec, towards(mean, norm.mean())));
      movingStatistics.add(new MovingStatistic(varianceSpec, towards(variance, norm.variance())));
      return activate(norm.y(), activation);
    }
    Kernels.Normalized<T> norm = kernels.batchNorm(tf, x, gamma, beta, epsilon, activation);
    movingStatistics.add(new MovingStatistic(meanSpec, towards(mean, norm.mean())));
    movingStatistics.add(new MovingStatistic(varianceSpec, towards(variance, norm.variance())));
    return norm.y();
  }

  private Operand<T> fixedBatchNorm(
      Operand<T> x,
      Operand<TFloat32> gamma,
      Operand<TFloat32> beta,
      Operand<TFloat32> mean,
      Operand<TFloat32> variance,
      float epsilon) {
    return tf.nn
        .fusedBatchNorm(
            x,
            gamma,
            beta,
            mean,
            variance,
            FusedBatchNorm.isTraining(false),
            FusedBatchNorm.epsilon(epsilon))
        .y();
  }

  private Operand<T> activate(Operand<T> x, Optional<Activation> activation) {
    return activation.map(kind -> kind.add(tf, x)).orElse(x);
  }

  /** Returns moving - (moving - batch) * (1 - momentum). */
  private Operand<TFloat32> towards(Operand<TFloat32> moving, Operand<TFloat32> batch) {
    float rate = (float) (1 - architecture.batchNormMomentum());
    return tf.math.sub(moving, tf.math.mul(tf.math.sub(moving, batch), tf.constant(rate)));
  }

  /** Adds the mean over height and width: [b, h, w, c] -> [b, 1, 1, c], or [b, c]. */
  Operand<T> globalPool(Operand<T> x, boolean keepDims) {
    return tf.math.mean(x, tf.constant(new int[] {1, 2}), Mean.keepDims(keepDims));
  }

  /** Adds squeeze-excite: every channel scaled by a gate that sees the whole image. */
  Operand<T> squeezeExcite(Operand<T> x, String name, int squeezed) {
    Operand<T> gate = globalPool(x, true); // [b, 1, 1, c]
    gate = convWithBias(gate, name + "/conv2d", squeezed);
    gate = architecture.family().activation().add(tf, gate);
    gate = convWithBias(gate, name + "/conv2d_1", channels(x));
    return tf.math.mul(x, tf.math.sigmoid(gate));
  }

  /** Adds the classifier: [b, in] -> [b, units]. */
  Operand<T> dense(Operand<T> x, String name, int units) {
    int in = channels(x);
    // reference dense_kernel_initializer: uniform, 1 / sqrt(units)
    Uniform init = new Uniform(1 / Math.sqrt(units));
    Operand<T> kernel = cast(variable(name + "/kernel", Shape.of(in, units), init));
    Operand<T> bias = cast(variable(name + "/bias", Shape.of(units), new Constant(0)));
    Operand<T> y = tf.nn.biasAdd(tf.linalg.matMul(x, kernel), bias);
    record(name, "dense", y, (long) in * units, units);
    return y;
  }

  private Operand<TFloat32> variable(String name, Shape shape, Initializer initializer) {
    return variables.read(
        new VariableSpec(
            architecture.scope() + "/" + name, shape, initializer, kind(Kind.TRAINABLE)));
  }

  private VariableSpec moving(String name, Shape shape, double value) {
    return new VariableSpec(
        architecture.scope() + "/" + name, shape, new Constant(value), kind(Kind.MOVING_STATISTIC));
  }

  private Kind kind(Kind learning) {
    return frozen ? Kind.FROZEN : learning;
  }

  @SuppressWarnings("unchecked") // T is TFloat32 in the first branch
  private Operand<T> cast(Operand<TFloat32> value) {
    return type.equals(TFloat32.class) ? (Operand<T>) value : tf.dtypes.cast(value, type);
  }

  private void record(String name, String layer, Operand<T> y, long weights, long biases) {
    Shape shape = y.shape();
    long positions = shape.numDimensions() == 4 ? shape.get(1) * shape.get(2) : 1;
    rows.add(new LayerRow(name, layer, shape, weights + biases, 0, positions * weights));
  }

  private static <T extends TNumber> long weights(Operand<T> x, int kernel, int filters) {
    return (long) kernel * kernel * channels(x) * filters;
  }

  private static int channels(Operand<?> x) {
    Shape shape = x.shape();
    return (int) shape.get(shape.numDimensions() - 1);
  }

  private static List<Long> strides(int stride) {
    return List.of(1L, (long) stride, (long) stride, 1L);
  }
}
