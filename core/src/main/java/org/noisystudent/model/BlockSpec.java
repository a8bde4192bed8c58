package org.noisystudent.model;

/**
 * One MBConv block.
 *
 * @param stage the stage it belongs to, from 1
 * @param kernel side of the depthwise kernel
 * @param stride of the depthwise convolution
 * @param expandRatio factor of the 1x1 expansion; 1 = none
 * @param inputFilters channels in
 * @param outputFilters channels out
 */
public record BlockSpec(
    int stage, int kernel, int stride, int expandRatio, int inputFilters, int outputFilters) {
  /** Returns the channels of the depthwise convolution. */
  int expandedFilters() {
    return inputFilters * expandRatio;
  }

  /** Returns the channels squeeze-excite reduces to: a quarter of the block's input channels. */
  int squeezedFilters() {
    return Math.max(1, inputFilters / 4);
  }

  /** Returns whether the block adds its input to its output. */
  boolean hasSkip() {
    return stride == 1 && inputFilters == outputFilters;
  }
}
