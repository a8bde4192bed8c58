package org.noisystudent.augment;

import java.util.function.IntUnaryOperator;
import org.noisystudent.config.RandAugmentConfig.Mode;

/**
 * Operations that map each of the 256 values of a channel on its own, whatever the image: their
 * whole effect is a table, made when the graph is built.
 */
final class ValueTable {
  private static final int SOLARIZE_ADD_THRESHOLD = 128;

  private ValueTable() {}

  static byte[] invert() {
    return table(value -> 255 - value);
  }

  static byte[] posterize(Strength strength) {
    int shift = strength.posterizeShift();
    return table(value -> value >> shift << shift);
  }

  static byte[] solarize(Strength strength) {
    return table(value -> value < strength.solarizeThreshold() ? value : 255 - value);
  }

  static byte[] solarizeAdd(Strength strength) {
    return table(
        value ->
            value < SOLARIZE_ADD_THRESHOLD
                ? Math.min(255, value + strength.solarizeAddition())
                : value);
  }

  static byte[] brightness(Strength strength) {
    return blend(0, strength.enhanceFactor());
  }

  /**
   * The contrast of {@link Mode#REFERENCE}: its "mean" is the number of pixels / 256, whatever they
   * hold (tensorflow/models#8328).
   */
  static byte[] contrastAboutPixelCount(Strength strength, ImageSize size) {
    int mean = (int) Math.min(255f, size.pixels() / 256f);
    return blend(mean, strength.enhanceFactor());
  }

  private static byte[] blend(int degenerate, double factor) {
    float weight = (float) factor;
    return table(
        value -> (int) Math.min(255f, Math.max(0f, degenerate + weight * (value - degenerate))));
  }

  private static byte[] table(IntUnaryOperator map) {
    byte[] table = new byte[256];
    for (int value = 0; value < 256; value++) {
      table[value] = (byte) map.applyAsInt(value);
    }
    return table;
  }
}
