package org.noisystudent.config;

/**
 * An EfficientNet.
 *
 * @param variant {@code b0}..{@code b8}, {@code l0}, {@code l1}, {@code l2}, {@code lite0}..{@code
 *     lite4}
 * @param width width coefficient; 0 = the variant's own
 * @param depth depth coefficient; 0 = the variant's own
 * @param resolution input side in pixels; 0 = the variant's own
 * @param smallImage stride 1 instead of 2 in stages 2 and 3 (reference: small_image_model)
 * @param stemStride stride of the stem, 2 or 1
 * @param batchNormMomentum how much of the moving statistics is kept at each step
 * @param batchNormEpsilon added to the variance
 * @param compute the type of activations; variables stay float32
 */
public record ModelConfig(
    String variant,
    double width,
    double depth,
    int resolution,
    boolean smallImage,
    int stemStride,
    double batchNormMomentum,
    double batchNormEpsilon,
    Compute compute) {
  /** The reference's momentum of batch norm (efficientnet_builder.py). */
  public static final double BATCH_NORM_MOMENTUM = 0.99;

  /** The reference's epsilon of batch norm (efficientnet_builder.py). */
  public static final double BATCH_NORM_EPSILON = 1e-3;

  /** Our choice: smaller images are one pixel wide before half of the stages. */
  public static final int MIN_RESOLUTION = 8;

  /** Our choice: five times the largest that was published, 800. */
  public static final int MAX_RESOLUTION = 4096;

  /** Types of activations. */
  public enum Compute {
    /** 32-bit floats. */
    FLOAT32,
    /** bfloat16 activations and kernels, float32 variables and statistics. */
    BFLOAT16
  }

  /** Returns the same network for another input. */
  ModelConfig withResolution(int side) {
    return new ModelConfig(
        variant,
        width,
        depth,
        side,
        smallImage,
        stemStride,
        batchNormMomentum,
        batchNormEpsilon,
        compute);
  }
}
