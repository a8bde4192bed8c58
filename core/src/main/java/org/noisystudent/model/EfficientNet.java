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
    return build(tf, architecture, images, phase, variables, Kernels.plain());
  }

  /** Adds the network, of other ops. */
  static EfficientNet build(
      Ops tf,
      Architecture architecture,
      Operand<TFloat32> images,
      Phase phase,
      Variables variables,
      Kernels kernels) {
    return architecture.compute() == Compute.BFLOAT16
        ? build(tf, architecture, images, phase, variables, kernels, TBfloat16.class)
        : build(tf, architecture, images, phase, variables, kernels, TFloat32.class);
  }

  private static <T extends TNumber> EfficientNet build(
      Ops tf,
      Architecture architecture,
      Operand<TFloat32> images,
      Phase phase,
      Variables variables,
      Kernels kernels,
      Class<T> type) {
    NetworkParts<T> parts = new NetworkParts<>(tf, type, architecture, phase, variables, kernels);
    Operand<T> x = parts.stem(images);
    for (int i = 0; i < architecture.blocks().size(); i++) {
      x = parts.block(x, i);
    }
    return new EfficientNet(parts.head(x), parts.movingStatistics(), parts.rows());
  }
}
