package org.noisystudent.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.noisystudent.config.AugmentConfig;
import org.noisystudent.config.AugmentConfig.Crop;
import org.noisystudent.data.ImageTransform;
import org.noisystudent.savedmodel.EvaluationCrop;

/** The crops against the reference's own preprocessing.py. */
final class ReferenceCropsTest {
  @Test
  void trainingCropsEqualTheReferencesBitForBit() throws IOException {
    ReferenceImages images = ReferenceImages.read();
    for (JsonNode row : images.rows("trainingCrops")) {
      int resolution = row.get(1).asInt();
      long[] seed = {row.get(2).asLong(), row.get(3).asLong()};
      ImageTransform transform =
          (scope, image, unused) ->
              new Crops(scope.tf(), resolution).inception(image, scope.tf().constant(seed));
      TestImage crop = Transforms.run(transform, images.input(row.get(0).asText()), 1, 1).get(0);
      assertEquals(row.get(4).asText(), crop.digest(), row.toString());
    }
  }

  @Test
  void cropsOfSmallImagesEqualTheReferencesBitForBit() throws IOException {
    ReferenceImages images = ReferenceImages.read();
    for (JsonNode row : images.rows("smallCrops")) {
      TestImage image = images.input(row.get(0).asText());
      ImageTransform transform =
          (scope, input, unused) ->
              new Crops(scope.tf(), image.width())
                  .padded(
                      input,
                      4,
                      scope.tf().constant((row.get(1).asInt() + 0.5f) / 9),
                      scope.tf().constant((row.get(2).asInt() + 0.5f) / 9));
      TestImage crop = Transforms.run(transform, image, 1, 1).get(0);
      assertEquals(row.get(3).asText(), crop.digest(), row.toString());
    }
  }

  @Test
  void evaluationCropsEqualTheReferencesRoundedToBytes() throws IOException {
    ReferenceImages images = ReferenceImages.read();
    for (JsonNode row : images.rows("evaluationCrops")) {
      assertEquals(row.get(4).asText(), evaluate(images, row).digest(), row.toString());
    }
  }

  /** Batches are bytes: the reference's fractions and its values outside 0..255 are lost. */
  @Test
  void evaluationCropsAreHalfALevelFromTheReferencesFractions() throws IOException {
    ReferenceImages images = ReferenceImages.read();
    ByteBuffer floats =
        ByteBuffer.wrap(Files.readAllBytes(ReferenceImages.folder().resolve("reference-crops.bin")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int compared = 0;
    for (JsonNode row : images.rows("evaluationCrops")) {
      int offset = row.get(3).asInt();
      if (offset >= 0) {
        byte[] actual = evaluate(images, row).values();
        for (int i = 0; i < actual.length; i++) {
          float expected = Math.min(255, Math.max(0, floats.getFloat(offset + 4 * i)));
          assertTrue(Math.abs(expected - (actual[i] & 0xFF)) <= 0.5f, row + " at " + i);
          compared++;
        }
      }
    }
    assertEquals(floats.capacity() / 4, compared);
  }

  /** Pillow rounds between its two passes. */
  @Test
  void wholeSquaresAreALevelFromPillows() throws IOException {
    for (PillowImages.Square square : PillowImages.read().squares()) {
      TestImage actual = evaluate(square.input(), EvaluationCrop.SQUARE, square.resolution());
      assertTrue(actual.largestDifference(square.expected()) <= 1, square.toString());
    }
  }

  private static TestImage evaluate(ReferenceImages images, JsonNode row) {
    return evaluate(
        images.input(row.get(0).asText()),
        EvaluationCrop.valueOf(row.get(1).asText()),
        row.get(2).asInt());
  }

  private static TestImage evaluate(TestImage image, EvaluationCrop crop, int resolution) {
    AugmentConfig config = new AugmentConfig(Crop.NONE, 0, false, crop);
    return Transforms.run(Augmentation.evaluation(config, resolution), image, 1, 1).get(0);
  }
}
