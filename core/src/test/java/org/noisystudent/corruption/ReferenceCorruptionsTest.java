package org.noisystudent.corruption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.noisystudent.robustness.Corruption;

/** The authors' functions on the same photographs and draws: reference.py. */
final class ReferenceCorruptionsTest {
  /** What differs in some values by one: sums of many numbers, cut off to 8 bits. */
  private static final List<Corruption> ROUNDED =
      List.of(Corruption.DEFOCUS_BLUR, Corruption.GLASS_BLUR, Corruption.SPATTER);

  private static final double MEAN_TOLERANCE = .01;
  private static final double VARIANCE_TOLERANCE = .2;

  private static final ImageCodec CODEC = new ImageCodec();
  private static final CorruptionMaker MAKER = new CorruptionMaker(GoldenImages.frost(), CODEC);

  @AfterAll
  static void close() {
    CODEC.close();
  }

  @ParameterizedTest
  @EnumSource
  void corruptsAsTheAuthorsDo(ImageScale scale) throws IOException {
    JsonNode golden = GoldenImages.json("reference.json").get(GoldenImages.name(scale));
    Bitmap photo = GoldenImages.photo(scale, CODEC);
    assertEquals(golden.get("crc").asLong(), GoldenImages.crc(photo), "the photograph");
    List<String> differ = new ArrayList<>();
    for (JsonNode expected : golden.get("results")) {
      Corruption corruption =
          Corruption.valueOf(expected.get("corruption").asText().toUpperCase(Locale.ROOT));
      Level level = new Level(scale, expected.get("severity").asInt());
      Draws draws = new Draws(expected.get("seed").asLong());
      Bitmap made = MAKER.apply(corruption, level, photo, draws);
      if (GoldenImages.crc(made) != expected.get("crc").asLong()) {
        String what = corruption + " " + level;
        differ.add(what);
        assertTrue(scale.side() > 64 && ROUNDED.contains(corruption), what);
        Spread spread = Spread.of(made, photo);
        assertEquals(expected.get("mean").asDouble(), spread.mean(), MEAN_TOLERANCE, what);
        assertEquals(
            expected.get("variance").asDouble(), spread.variance(), VARIANCE_TOLERANCE, what);
      }
    }
    assertEquals(95, golden.get("results").size());
    assertTrue(differ.size() <= 6, differ.toString());
  }

  @Test
  void givesTheSamePicturesAt32Pixels() throws IOException {
    Bitmap sheet =
        CODEC.decode(Files.readAllBytes(GoldenImages.file("reference.png"))).orElseThrow();
    Bitmap photo = GoldenImages.photo(ImageScale.CIFAR, CODEC);
    int row = 0;
    for (Corruption corruption : Corruption.values()) {
      for (int severity = 1; severity <= 5; severity += 2) {
        Draws draws = new Draws(10L * row + severity);
        Bitmap made = MAKER.apply(corruption, new Level(ImageScale.CIFAR, severity), photo, draws);
        assertEquals(
            sheet.crop(32 * row, 16 * (severity - 1), 32, 32), made, corruption + " " + severity);
      }
      row++;
    }
  }
}
