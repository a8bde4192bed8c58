package org.noisystudent.corruption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.noisystudent.robustness.Corruption;

final class CorruptionMakerTest {
  private static final ImageCodec CODEC = new ImageCodec();
  private static final CorruptionMaker MAKER = new CorruptionMaker(new FrostTexture(), CODEC);

  private static final Set<Corruption> SEEDED =
      EnumSet.of(
          Corruption.GAUSSIAN_NOISE,
          Corruption.SHOT_NOISE,
          Corruption.IMPULSE_NOISE,
          Corruption.GLASS_BLUR,
          Corruption.MOTION_BLUR,
          Corruption.SNOW,
          Corruption.FROST,
          Corruption.FOG,
          Corruption.ELASTIC_TRANSFORM,
          Corruption.SPECKLE_NOISE,
          Corruption.SPATTER);

  @AfterAll
  static void close() {
    CODEC.close();
  }

  @ParameterizedTest
  @EnumSource
  void theSameSeedGivesTheSameBytesAndAnotherSeedOthers(Corruption corruption) throws IOException {
    Bitmap photo = GoldenImages.photo(ImageScale.TINY_IMAGENET, CODEC);
    Bitmap first = MAKER.apply(corruption, 3, photo, 1);
    assertEquals(first, MAKER.apply(corruption, 3, photo, 1));
    assertNotEquals(photo, first);
    if (SEEDED.contains(corruption)) {
      assertNotEquals(first, MAKER.apply(corruption, 3, photo, 2));
    } else {
      assertEquals(first, MAKER.apply(corruption, 3, photo, 2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGreyImageStaysGreyAndIsCorruptedOnlyAsMuchAsInColour(Corruption corruption)
      throws IOException {
    Bitmap grey = GoldenImages.photo(ImageScale.CIFAR, CODEC).grey();
    for (int severity = 1; severity <= 5; severity++) {
      Level level = new Level(ImageScale.CIFAR, severity);
      Bitmap made = MAKER.apply(corruption, level, grey, new Draws(1));
      Bitmap inColour = MAKER.apply(corruption, level, grey.rgb(), new Draws(1));
      assertEquals(1, made.channels());
      assertEquals(
          Spread.of(inColour.grey(), grey).mean(),
          Spread.of(made, grey).mean(),
          2,
          corruption + " " + severity);
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 16", "28, 28", "40, 23", "23, 40", "97, 100"})
  void imagesOfAnyShapeKeepIt(int height, int width) throws IOException {
    Bitmap photo = GoldenImages.photo(ImageScale.IMAGENET, CODEC).crop(60, 60, height, width);
    for (Corruption corruption : Corruption.values()) {
      for (int severity = 1; severity <= 5; severity += 2) {
        Bitmap made = MAKER.apply(corruption, severity, photo, 1);
        assertEquals(photo.toString(), made.toString(), corruption + " " + severity);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHigherSeverityLeavesLessOfTheImage(Corruption corruption) throws IOException {
    Bitmap photo = GoldenImages.photo(ImageScale.TINY_IMAGENET, CODEC);
    double mildest = 0;
    double worst = 0;
    for (int seed = 0; seed < 20; seed++) {
      mildest += Spread.of(MAKER.apply(corruption, 1, photo, seed), photo).psnr() / 20;
      worst += Spread.of(MAKER.apply(corruption, 5, photo, seed), photo).psnr() / 20;
    }
    switch (corruption) {
      case ELASTIC_TRANSFORM ->
          assertTrue(worst > mildest, "the authors' last severities bend finer, but less far");
      case SATURATE -> { // the authors' first two take colour away, the last three add some
        assertTrue(psnr(corruption, 1, photo) > psnr(corruption, 2, photo) + 1);
        assertTrue(psnr(corruption, 3, photo) > psnr(corruption, 5, photo) + 1);
      }
      default -> assertTrue(mildest > worst + 1, mildest + " dB, " + worst + " dB");
    }
  }

  private static double psnr(Corruption corruption, int severity, Bitmap photo) {
    return Spread.of(MAKER.apply(corruption, severity, photo, 1), photo).psnr();
  }

  @Test
  void twoImagesHaveNoNoiseInCommon() {
    byte[] bytes = new byte[32 * 32];
    Arrays.fill(bytes, (byte) 128);
    Bitmap first = new Bitmap(bytes.clone(), 32, 32, 1);
    bytes[0]++;
    Bitmap second = new Bitmap(bytes, 32, 32, 1);
    Bitmap one = MAKER.apply(Corruption.GAUSSIAN_NOISE, 5, first, 1);
    Bitmap other = MAKER.apply(Corruption.GAUSSIAN_NOISE, 5, second, 1);
    double correlation = 0;
    for (int i = 0; i < one.length(); i++) {
      correlation += (one.at(i) - 127.5) * (other.at(i) - 127.5);
    }
    double variance = Spread.of(one, first).variance();
    // the standard error of a correlation of 1024 values is 1/32
    assertEquals(0, correlation / one.length() / variance, 4 / 32.);
  }
}
