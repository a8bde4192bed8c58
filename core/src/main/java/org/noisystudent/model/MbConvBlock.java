package org.noisystudent.model;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * A mobile inverted bottleneck: expand, depthwise, squeeze-excite, project (reference:
 * MBConvBlock).
 */
final class MbConvBlock {
  private MbConvBlock() {}

  /** Adds a block without its skip connection: [b, h, w, in] -> [b, h/stride, w/stride, out]. */
  static <T extends TNumber> Operand<T> add(
      Layers<T> layers, Operand<T> input, String name, BlockSpec block, Family family) {
    boolean expands = block.expandRatio() != 1;
    String norm = name + "/tpu_batch_normalization";
    Operand<T> x = input;
    if (expands) {
      x = layers.conv(x, name + "/conv2d", 1, 1, block.expandedFilters());
      x = layers.batchNormAndActivation(x, norm);
    }
    x = layers.depthwise(x, name + "/depthwise_conv2d", block.kernel(), block.stride());
    x = layers.batchNormAndActivation(x, expands ? norm + "_1" : norm);
    if (family.hasSqueezeExcite()) {
      x = layers.squeezeExcite(x, name + "/se", block.squeezedFilters());
    }
    x =
        layers.conv(
            x, expands ? name + "/conv2d_1" : name + "/conv2d", 1, 1, block.outputFilters());
    return layers.batchNorm(x, expands ? norm + "_2" : norm + "_1");
  }
}
