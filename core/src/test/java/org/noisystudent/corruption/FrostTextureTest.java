package org.noisystudent.corruption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FrostTextureTest {
  private static final int PATCHES = 200;

  /**
   * The five photographs that the authors draw from, 60 parts of each at each scale, were measured
   * on 2026-11-25: mean red, green and blue, and the standard deviation of light inside a part. The
   * means of panes differ by 50, so those of 200 patches by 3.5 from theirs: four times that.
   */
  @ParameterizedTest
  @CsvSource({
    "CIFAR, 143.3, 164.6, 176.5, 22.1",
    "TINY_IMAGENET, 143.6, 164.6, 176.5, 21.4",
    "IMAGENET, 143.9, 165.0, 176.8, 23.8",
    "INCEPTION, 144.0, 165.1, 177.0, 24.6"
  })
  void isAsBrightAndAsUnevenAsThePhotographs(
      ImageScale scale, double red, double green, double blue, double contrast) {
    double[] mean = new double[3];
    double deviation = 0;
    for (int seed = 0; seed < PATCHES; seed++) {
      Bitmap patch = new FrostTexture().patch(scale, 32, 32, new Draws(seed));
      for (int i = 0; i < patch.length(); i++) {
        mean[i % 3] += patch.at(i) / 1024. / PATCHES;
      }
      deviation += Math.sqrt(Spread.of(patch.grey(), patch.grey()).variance()) / PATCHES;
    }
    assertEquals(red, mean[0], 14);
    assertEquals(green, mean[1], 14);
    assertEquals(blue, mean[2], 14);
    assertEquals(contrast, deviation, .3 * contrast);
  }

  @Test
  void isAnotherPictureForEachSeed() {
    Bitmap first = new FrostTexture().patch(ImageScale.CIFAR, 32, 32, new Draws(1));
    assertEquals(first, new FrostTexture().patch(ImageScale.CIFAR, 32, 32, new Draws(1)));
    assertNotEquals(first, new FrostTexture().patch(ImageScale.CIFAR, 32, 32, new Draws(2)));
  }
}
