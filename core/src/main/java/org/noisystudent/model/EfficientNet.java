package org.noisystudent.model;

import java.util.List;
import org.noisystudent.config.ModelConfig.Compute;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Builds EfficientNet (Tan and Le, 2019; reference: efficientnet_model.py) in a graph.
 *
 * @param logits [batch, classes], float32
 * @param movingStatistics the next values of the moving statistics; empty at inference
 * @param rows the layer table
 */
public record EfficientNet(
    Operand<TFloat32> logits, List<MovingStatistic> movingStatistics, List<LayerRow> rows) {
  public EfficientNet {
    movingStatistics = List.copyOf(movingStatistics);
    rows = List.copyOf(rows);
  }

  /**
   * Adds the network to a graph.
   *
   * @param tf ops of the graph
   * @param architecture sizes
   * @param images [batch, resolution, resolution, 3], RGB 0..255; normalisation happens here
   * @param phase training or inference; training needs a static batch
   * @param variables where values come from
   */
  public static EfficientNet build(
      Ops tf,
      Architecture architecture,
      Operand<TFloat32> images,
      Phase phase,
      Variables variables) {
    return architecture.compute() == Compute.BFLOAT16
        ? build(tf, architecture, images, phase, variables, TBfloat16.class)
        : build(tf, architecture, images, phase, variables, TFloat32.class);
  }

  private static <T extends TNumber> EfficientNet build(
      Ops tf,
      Architecture architecture,
      Operand<TFloat32> images,
      Phase phase,
      Variables variables,
      Class<T> type) {
    Layers<T> layers = new Layers<>(tf, type, variables, architecture, phase);
    FrozenLayers frozen =
        phase instanceof Phase.Training training ? training.frozen() : FrozenLayers.none();
    Operand<TFloat32> normalised = architecture.family().normalization().add(tf, images);
    Operand<T> x = tf.dtypes.cast(normalised, type);

    layers.freeze(frozen.stem());
    x = layers.conv(x, "stem/conv2d", 3, architecture.stemStride(), architecture.stemFilters());
    x = layers.activate(layers.batchNorm(x, "stem/tpu_batch_normalization"));

    List<BlockSpec> blocks = architecture.blocks();
    for (int i = 0; i < blocks.size(); i++) {
      BlockSpec block = blocks.get(i);
      boolean learns = i >= frozen.blocks();
      layers.freeze(!learns);
      Operand<T> y = MbConvBlock.add(layers, x, "blocks_" + i, block, architecture.family());
      if (block.hasSkip()) {
        if (learns && phase instanceof Phase.Training training) {
          y = new Noise(tf, training).stochasticDepth(y, type, i, blocks.size());
        }
        y = tf.math.add(y, x);
      }
      x = y;
    }

    layers.freeze(frozen.headConvolution());
    x = layers.conv(x, "head/conv2d", 1, 1, architecture.headFilters());
    layers.freeze(false);
    x = layers.activate(layers.batchNorm(x, "head/tpu_batch_normalization"));
    x = layers.globalPool(x, false); // [batch, channels]
    if (phase instanceof Phase.Training training) {
      x = new Noise(tf, training).dropout(x, type);
    }
    Operand<T> logits = layers.dense(x, "head/dense", architecture.classes());
    return new EfficientNet(
        tf.dtypes.cast(logits, TFloat32.class), layers.movingStatistics(), layers.rows());
  }
}
