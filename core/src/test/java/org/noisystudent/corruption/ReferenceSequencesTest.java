package org.noisystudent.corruption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.noisystudent.robustness.Perturbation;

/** What the authors' scripts make of the same photographs and draws: sequences.py. */
@Tag("slow")
final class ReferenceSequencesTest {
  /** What differs in some values by one in some frames. */
  private static final Set<Perturbation> ROUNDED =
      Set.of(Perturbation.SNOW, Perturbation.GAUSSIAN_BLUR, Perturbation.SPATTER);

  private static final double MEAN_TOLERANCE = .001;
  private static final double VARIANCE_TOLERANCE = .01;

  @ParameterizedTest
  @EnumSource
  void perturbsAsTheAuthorsDo(ImageScale scale) throws IOException {
    String name = GoldenImages.name(scale);
    String file = GoldenImages.json("reference.json").get(name).get("photo").asText();
    Path path = GoldenImages.DATA.resolve("images").resolve(file);
    Bitmap photo;
    try (ImageCodec codec = new ImageCodec()) {
      photo = codec.decode(Files.readAllBytes(path)).orElseThrow();
    }
    View view = View.of(photo, Framing.to(scale.side()), scale.side());
    int sequences = 0;
    for (JsonNode expected : GoldenImages.json("sequences.json")) {
      if (expected.get("scale").asText().equals(name)) {
        check(expected, view);
        sequences++;
      }
    }
    assertEquals(Perturbation.values().length, sequences);
  }

  private static void check(JsonNode expected, View view) {
    Perturbation perturbation =
        Perturbation.valueOf(expected.get("perturbation").asText().toUpperCase(Locale.ROOT));
    List<Bitmap> frames = new ArrayList<>();
    Draws draws = new Draws(expected.get("seed").asLong());
    PerturbationMaker.frames(perturbation, view, draws, frames::add);
    String what = perturbation + " at " + view.scale();
    assertEquals(expected.get("frames").asInt(), frames.size(), what);
    double mean = 0;
    double variance = 0;
    for (int i = 0; i < frames.size(); i++) {
      boolean same = GoldenImages.crc(frames.get(i)) == expected.get("crc").get(i).asLong();
      assertTrue(
          same || (view.scale().side() > 64 && ROUNDED.contains(perturbation)), what + " " + i);
      Spread spread = Spread.of(frames.get(i), view.clean());
      mean += spread.mean() / frames.size();
      variance += spread.variance() / frames.size();
    }
    assertEquals(expected.get("mean").asDouble(), mean, MEAN_TOLERANCE, what);
    assertEquals(expected.get("variance").asDouble(), variance, VARIANCE_TOLERANCE, what);
  }
}
