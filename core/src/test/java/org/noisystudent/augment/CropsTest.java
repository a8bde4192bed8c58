package org.noisystudent.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.noisystudent.config.AugmentConfig;
import org.noisystudent.config.AugmentConfig.Crop;
import org.noisystudent.config.RandAugmentConfig;
import org.noisystudent.config.RandAugmentConfig.Mode;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.UserErrorException;

final class CropsTest {
  private static final RandAugmentConfig OFF = new RandAugmentConfig(0, 0, Mode.FIXED, 100, 40);

  @Test
  void makesEveryCropOfAnImageOfOnePixel() {
    TestImage pixel = TestImage.random(1, 1);
    for (Crop crop : Crop.values()) {
      for (EvaluationCrop evaluation : EvaluationCrop.values()) {
        AugmentConfig config = new AugmentConfig(crop, 2, true, evaluation);
        TestImage trained =
            Transforms.run(Augmentation.training(config, OFF, 8), pixel, 3, 1).get(2);
        TestImage evaluated =
            Transforms.run(Augmentation.evaluation(config, 8), pixel, 1, 1).get(0);
        for (TestImage result : List.of(trained, evaluated)) {
          assertEquals(8, result.height());
          assertEquals(8, result.width());
          assertTrue(Math.abs(pixel.at(0, 0, 0) - result.at(5, 3, 0)) <= 1);
        }
      }
    }
  }

  @Test
  void cutsPaddedImagesAtEveryOffsetOnly() {
    AugmentConfig config = new AugmentConfig(Crop.PAD, 1, false, EvaluationCrop.NONE);
    TestImage image = TestImage.random(6, 6);
    Set<Integer> centers = new HashSet<>();
    Set<Integer> expected = new HashSet<>();
    for (TestImage cut : Transforms.run(Augmentation.training(config, OFF, 6), image, 200, 2)) {
      centers.add(cut.at(2, 2, 0) << 16 | cut.at(2, 2, 1) << 8 | cut.at(2, 2, 2));
    }
    for (int row = 1; row <= 3; row++) {
      for (int column = 1; column <= 3; column++) {
        expected.add(
            image.at(row, column, 0) << 16
                | image.at(row, column, 1) << 8
                | image.at(row, column, 2));
      }
    }
    assertEquals(expected, centers);
  }

  @Test
  void mirrorsHalfOfTheImages() {
    AugmentConfig config = new AugmentConfig(Crop.NONE, 0, true, EvaluationCrop.NONE);
    TestImage image = TestImage.random(4, 4);
    int mirrored = 0;
    for (TestImage result : Transforms.run(Augmentation.training(config, OFF, 4), image, 400, 2)) {
      boolean isMirrored = result.at(1, 0, 2) == image.at(1, 3, 2);
      assertEquals(image.at(1, isMirrored ? 3 : 0, 0), result.at(1, 0, 0));
      mirrored += isMirrored ? 1 : 0;
    }
    assertTrue(mirrored > 150 && mirrored < 250, "mirrored " + mirrored + " of 400");
  }

  @Test
  void cutsDistortedBoxesOfManySizes() {
    // A ramp from left to right: the difference between the edges is the width of the box.
    byte[] ramp = new byte[40 * 200 * 3];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (byte) (i / 3 % 200);
    }
    TestImage image = new TestImage(40, 200, ramp);
    AugmentConfig config = new AugmentConfig(Crop.INCEPTION, 0, false, EvaluationCrop.NONE);
    Set<Integer> widths = new HashSet<>();
    for (TestImage cut : Transforms.run(Augmentation.training(config, OFF, 16), image, 100, 2)) {
      widths.add(cut.at(8, 15, 0) - cut.at(8, 0, 0));
    }
    assertTrue(widths.size() > 10, "widths " + widths);
    assertTrue(widths.stream().allMatch(width -> width > 5 && width < 60), "widths " + widths);
  }

  @Test
  void movesViewsByTheShiftAndMirrorsThem() {
    AugmentConfig config = new AugmentConfig(Crop.PAD, 2, true, EvaluationCrop.NONE);
    TestImage image = TestImage.random(7, 7);
    byte[] views =
        Transforms.run(Augmentation.views(config, 7, 2, true), image, 1, 1).get(0).values();
    assertEquals(10, Augmentation.viewCount(2, true));
    assertEquals(10 * 7 * 7 * 3, views.length);
    int[][] moved = {{3, 3}, {5, 3}, {1, 3}, {3, 5}, {3, 1}}; // what the centre pixel shows
    for (int view = 0; view < 10; view++) {
      int at = ((view * 7 + 3) * 7 + 3) * 3;
      int[] source = moved[view % 5];
      assertEquals(image.at(source[0], source[1], 1), views[at + 1] & 0xFF, "view " + view);
    }
    assertArrayEquals(
        image.values(),
        Transforms.run(Augmentation.views(config, 7, 0, false), image, 1, 1).get(0).values());
  }

  @Test
  void refusesABorderAsWideAsTheImage() {
    AugmentConfig config = new AugmentConfig(Crop.PAD, 28, true, EvaluationCrop.NONE);
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> Augmentation.training(config, OFF, 28));
    assertEquals(
        "augment.cropPadding (28) must be >= 0 and smaller than the resolution (28)",
        error.getMessage());
  }
}
