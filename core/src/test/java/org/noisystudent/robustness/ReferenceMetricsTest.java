package org.noisystudent.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.noisystudent.storage.Json;

/** The metrics on the same predictions as the code of their authors. */
final class ReferenceMetricsTest {
  private static final double LAST_DIGIT = 1e-14;
  private final JsonNode golden = golden();

  @Test
  void flipProbabilitiesAreThoseOfTheAuthors() {
    int cases = 0;
    for (JsonNode one : golden.get("flips")) {
      Perturbation perturbation = Perturbation.named(one.get("perturbation").asText());
      FlipProbability flips =
          new FlipProbability(perturbation.noise(), one.get("difficulty").asInt());
      for (JsonNode sequence : one.get("sequences")) {
        flips.add(ImmutableIntArray.copyOf(ints(sequence)));
      }
      assertEquals(one.get("flipProbability").asDouble(), flips.value(), LAST_DIGIT);
      cases++;
    }
    assertEquals(3, cases);
  }

  @Test
  void theMeanCorruptionErrorIsThatOfTheAuthorsOfAugMix() {
    JsonNode reference = golden.get("corruptions");
    List<CorruptionErrors.Measured> measured = new ArrayList<>();
    for (Corruption corruption : Corruption.scoredOnes()) {
      List<CorruptionErrors.Cell> cells = new ArrayList<>();
      for (JsonNode accuracy : reference.get("accuracies").get(corruption.toString())) {
        cells.add(
            new CorruptionErrors.Cell(cells.size() + 1, 100, 0, 1 - accuracy.asDouble(), 0.5, 0.1));
      }
      measured.add(new CorruptionErrors.Measured(corruption, cells));
    }
    CorruptionErrors errors =
        CorruptionErrors.of(measured, c -> OptionalDouble.of(c.alexNetError()));
    assertEquals(
        reference.get("mCE").asDouble(),
        errors.meanCorruptionError().orElseThrow(),
        100 * LAST_DIGIT);
  }

  @Test
  void corruptionsAndAlexNetsErrorsAreInTheAuthorsOrder() {
    JsonNode reference = golden.get("corruptions");
    List<Corruption> scored = Corruption.scoredOnes();
    assertEquals(15, reference.get("order").size());
    for (int i = 0; i < scored.size(); i++) {
      assertEquals(reference.get("order").get(i).asText(), scored.get(i).toString());
      assertEquals(reference.get("alexNet").get(i).asDouble(), scored.get(i).alexNetError());
    }
  }

  private static List<Integer> ints(JsonNode array) {
    List<Integer> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asInt()));
    return values;
  }

  private static JsonNode golden() {
    Path file =
        Path.of(System.getProperty("project.root"), "test-data/golden/robustness/reference.json");
    try {
      return Json.tree(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
