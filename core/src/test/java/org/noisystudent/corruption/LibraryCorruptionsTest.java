package org.noisystudent.corruption;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.noisystudent.robustness.Corruption;

/** The distribution of imagecorruptions' images, by severity: library.py. */
@Tag("slow")
final class LibraryCorruptionsTest {
  /** Of the standard error of the difference of two means. */
  private static final double MOST = 4;

  /** Both cut off to 8 bits, the library at other places than the authors. */
  private static final double ROUNDED = .5;

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      // the library has photographs of frost (see FrostTextureTest), and an elastic transform of
      // its
      // own in place of the authors' (see ReferenceCorruptionsTest)
      names = {"FROST", "ELASTIC_TRANSFORM"})
  void imagesAreAsBrightAndAsFarFromTheCleanOne(Corruption corruption) throws IOException {
    JsonNode library = GoldenImages.json("library.json");
    int draws = library.get("draws").asInt();
    try (ImageCodec codec = new ImageCodec()) {
      CorruptionMaker maker = new CorruptionMaker(new FrostTexture(), codec);
      Bitmap photo = GoldenImages.photo(ImageScale.IMAGENET, codec);
      for (JsonNode expected : library.get("results")) {
        if (expected.get("corruption").asText().equals(corruption.toString())) {
          int severity = expected.get("severity").asInt();
          Spread[] ours =
              IntStream.range(0, draws)
                  .mapToObj(seed -> maker.apply(corruption, severity, photo, seed))
                  .map(made -> Spread.of(made, photo))
                  .toArray(Spread[]::new);
          String what = corruption + " " + severity;
          check(what, expected, "mean", each(ours, Spread::mean), ROUNDED);
          check(what, expected, "psnr", each(ours, Spread::psnr), .1);
          check(
              what,
              expected,
              "variance",
              each(ours, Spread::variance),
              .01 * expected.get("variance").asDouble());
        }
      }
    }
  }

  private static double[] each(Spread[] spreads, ToDoubleFunction<Spread> number) {
    return Arrays.stream(spreads).mapToDouble(number).toArray();
  }

  private static void check(
      String what, JsonNode expected, String key, double[] ours, double rounded) {
    double mean = IntStream.range(0, ours.length).mapToDouble(i -> ours[i]).average().orElseThrow();
    double squares = 0;
    for (double value : ours) {
      squares += (value - mean) * (value - mean) / (ours.length - 1);
    }
    double theirs = expected.get(key + "Deviation").asDouble();
    double error = Math.sqrt((squares + theirs * theirs) / ours.length);
    assertEquals(expected.get(key).asDouble(), mean, MOST * error + rounded, what + ": " + key);
  }
}
