package org.noisystudent.model;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * The parts that an EfficientNet is put together from: its stem, its blocks and its head.
 *
 * @param <T> type of the activations
 */
final class NetworkParts<T extends TNumber> {
  private final Ops tf;
  private final Class<T> type;
  private final Architecture architecture;
  private final Phase phase;
  private final FrozenLayers frozen;
  private final Layers<T> layers;

  NetworkParts(
      Ops tf,
      Class<T> type,
      Architecture architecture,
      Phase phase,
      Variables variables,
      Kernels kernels) {
    this.tf = tf;
    this.type = type;
    this.architecture = architecture;
    this.phase = phase;
    this.frozen =
        phase instanceof Phase.Training training ? training.frozen() : FrozenLayers.none();
    this.layers = new Layers<>(tf, type, variables, architecture, phase, kernels);
  }

  List<MovingStatistic> movingStatistics() {
    return layers.movingStatistics();
  }

  List<LayerRow> rows() {
    return layers.rows();
  }

  /** Adds normalisation and stem: images 0..255 -> the first activation. */
  Operand<T> stem(Operand<TFloat32> images) {
    Operand<T> x = tf.dtypes.cast(architecture.family().normalization().add(tf, images), type);
    layers.freeze(frozen.stem());
    x = layers.conv(x, "stem/conv2d", 3, architecture.stemStride(), architecture.stemFilters());
    return layers.batchNormAndActivation(x, "stem/tpu_batch_normalization");
  }

  /** Adds a block with its noise and its skip connection. */
  Operand<T> block(Operand<T> x, int index) {
    Operand<T> y = withoutSkip(x, index);
    if (!architecture.blocks().get(index).hasSkip()) {
      return y;
    }
    if (index >= frozen.blocks() && phase instanceof Phase.Noisy noisy) {
      y = new Noise(tf, noisy).stochasticDepth(y, type, index, architecture.blocks().size());
    }
    return tf.math.add(y, x);
  }

  /**
   * Adds one block that stands for all of a run, under the name of the first.
   *
   * @param offset which block of the run it is this time, scalar
   */
  Operand<T> block(Operand<T> x, BlockRun run, Operand<TInt32> offset) {
    Operand<T> y = withoutSkip(x, run.first());
    if (run.first() >= frozen.blocks() && phase instanceof Phase.Noisy noisy) {
      y = new Noise(tf, noisy).stochasticDepth(y, type, run, offset, architecture.blocks().size());
    }
    return tf.math.add(y, x);
  }

  /** Adds the head: the last activation -> logits, [batch, classes]. */
  Operand<TFloat32> head(Operand<T> input) {
    layers.freeze(frozen.headConvolution());
    Operand<T> x = layers.conv(input, "head/conv2d", 1, 1, architecture.headFilters());
    layers.freeze(false);
    x = layers.batchNormAndActivation(x, "head/tpu_batch_normalization");
    x = layers.globalPool(x, false); // [batch, channels]
    if (phase instanceof Phase.Noisy noisy) {
      x = new Noise(tf, noisy).dropout(x, type);
    }
    Operand<T> logits = layers.dense(x, "head/dense", architecture.classes());
    return tf.dtypes.cast(logits, TFloat32.class);
  }

  private Operand<T> withoutSkip(Operand<T> x, int index) {
    layers.freeze(index < frozen.blocks());
    BlockSpec block = architecture.blocks().get(index);
    return MbConvBlock.add(layers, x, BlockRun.name(index), block, architecture.family());
  }
}
