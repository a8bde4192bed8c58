package org.noisystudent.model;

import java.util.ArrayList;
import java.util.List;
import org.noisystudent.config.ModelConfig;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * The scaling arithmetic: from coefficients to the filters, strides and repeats of every block.
 *
 * @param scope first part of every variable's name, as in the official checkpoints
 * @param family activation, squeeze-excite and normalisation
 * @param resolution side of the input in pixels
 * @param stemFilters channels of the stem
 * @param stemStride stride of the stem
 * @param blocks all blocks in order
 * @param headFilters channels before the classifier
 * @param classes number of classes
 * @param dropout the variant's drop rate before the classifier
 * @param batchNormMomentum how much of the moving statistics is kept at each step
 * @param batchNormEpsilon added to the variance
 * @param compute type of the activations
 */
public record Architecture(
    String scope,
    Family family,
    int resolution,
    int stemFilters,
    int stemStride,
    List<BlockSpec> blocks,
    int headFilters,
    int classes,
    double dropout,
    double batchNormMomentum,
    double batchNormEpsilon,
    ModelConfig.Compute compute) {

  private static final int STEM = 32;
  private static final int HEAD = 1280;
  private static final int FILTER_DIVISOR = 8;

  /** Stages of B0: repeats, kernel, stride, expand ratio, channels in, channels out. */
  private static final int[][] STAGES = {
    {1, 3, 1, 1, 32, 16},
    {2, 3, 2, 6, 16, 24},
    {2, 5, 2, 6, 24, 40},
    {3, 3, 2, 6, 40, 80},
    {3, 5, 1, 6, 80, 112},
    {4, 5, 2, 6, 112, 192},
    {1, 3, 1, 6, 192, 320},
  };

  public Architecture {
    blocks = List.copyOf(blocks);
  }

  /**
   * Returns the architecture of a config.
   *
   * @throws UserErrorException if the variant is unknown or the sizes are out of range
   */
  public static Architecture of(ModelConfig config, int classes) {
    EfficientNetVariant variant =
        EfficientNetVariant.of(config.variant())
            .orElseThrow(
                () ->
                    new UserErrorException(
                        Kind.USAGE,
                        "model.variant (%s) must be one of %s"
                            .formatted(config.variant(), EfficientNetVariant.names())));
    double width = config.width() > 0 ? config.width() : variant.width();
    double depth = config.depth() > 0 ? config.depth() : variant.depth();
    Family family = variant.family();
    int stemFilters = family.scalesEnds() ? roundFilters(STEM, width) : STEM;
    List<BlockSpec> blocks = new ArrayList<>();
    for (int stage = 1; stage <= STAGES.length; stage++) {
      int[] s = STAGES[stage - 1];
      boolean end = stage == 1 || stage == STAGES.length;
      int repeats = end && !family.scalesEnds() ? s[0] : roundRepeats(s[0], depth);
      int out = roundFilters(s[5], width);
      // reference small_image_model: the 24- and 40-channel stages keep their size
      int stride = config.smallImage() && (stage == 2 || stage == 3) ? 1 : s[2];
      int before = stage == 1 ? stemFilters : roundFilters(s[4], width);
      for (int i = 0; i < repeats; i++) {
        int in = i == 0 ? before : out;
        blocks.add(new BlockSpec(stage, s[1], i == 0 ? stride : 1, s[3], in, out));
      }
    }
    return new Architecture(
        "efficientnet-" + variant.key(),
        family,
        config.resolution() > 0 ? config.resolution() : variant.resolution(),
        stemFilters,
        config.stemStride(),
        blocks,
        family.scalesEnds() ? roundFilters(HEAD, width) : HEAD,
        classes,
        variant.dropout(),
        config.batchNormMomentum(),
        config.batchNormEpsilon(),
        config.compute());
  }

  /** Returns filters x width rounded to a multiple of 8, never more than 10 % below. */
  static int roundFilters(int filters, double width) {
    double scaled = filters * width;
    int rounded =
        Math.max(
            FILTER_DIVISOR,
            (int) (scaled + FILTER_DIVISOR / 2.0) / FILTER_DIVISOR * FILTER_DIVISOR);
    return rounded < 0.9 * scaled ? rounded + FILTER_DIVISOR : rounded;
  }

  /** Returns repeats x depth, rounded up. */
  static int roundRepeats(int repeats, double depth) {
    return (int) Math.ceil(depth * repeats);
  }
}
