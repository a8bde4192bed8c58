package org.noisystudent.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.data.ImageNetClasses;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.ModelCard;
import org.noisystudent.storage.LocalRunStorage;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * Checkpoints and logits made by the reference's own code:
 * test-data/golden/official-checkpoint/generate.py.
 */
final class OfficialCheckpointTest {
  private static final Path GOLDEN =
      Path.of(
          System.getProperty("project.root", ".."), "test-data", "golden", "official-checkpoint");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-24T00:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "b0, moving averages",
    "lite0, last weights: there are no moving averages",
  })
  void anImportedNetworkGivesTheLogitsOfTheReference(String variant, String weights)
      throws IOException {
    JsonNode golden =
        new ObjectMapper()
            .readTree(GOLDEN.resolve("logits.json").toFile())
            .at("/networks/" + variant);
    CheckpointImport imported =
        CheckpointImport.of(GOLDEN.resolve(variant), TinyNetworks.model(variant));
    assertEquals("TensorFlow checkpoint, " + weights + ", 10 classes", imported.summary());
    imported.publish(EvaluationCrop.SQUARE, new LocalRunStorage(folder), "model", CLOCK);

    float[][] logits = logits(folder.resolve("model"), golden.get("images"));
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < logits.length; i++) {
      for (int c = 0; c < TinyNetworks.CLASSES; c++) {
        double expected = golden.at("/logits/" + i + "/" + c).asDouble();
        largest = Math.max(largest, Math.abs(expected));
        difference = Math.max(difference, Math.abs(expected - logits[i][c]));
      }
    }
    assertTrue(difference <= 1e-5 * largest, difference + " of " + largest);
  }

  @Test
  void theCardSaysWhatWasImported() throws IOException {
    CheckpointImport.of(GOLDEN.resolve("b0"), TinyNetworks.model("b0"))
        .publish(EvaluationCrop.SQUARE, new LocalRunStorage(folder), "model", CLOCK);
    ModelCard card = ModelCard.read(folder.resolve("model")).orElseThrow();
    assertEquals("b0", card.variant());
    assertEquals(TinyNetworks.RESOLUTION, card.resolution());
    assertEquals(Set.of("b0.index", "b0.data-00000-of-00001"), card.dataHashes().keySet());
    assertEquals(
        ContentHash.of(GOLDEN.resolve("b0.data-00000-of-00001")),
        card.dataHashes().get("b0.data-00000-of-00001"));
    assertEquals("moving averages", card.config().at("/imported/weights").asText());
    assertEquals(0.05, card.config().at("/model/width").asDouble());
    assertEquals(Map.of(), card.metrics());
  }

  @Test
  void imageNetHasAThousandClassesWithNamesOfTheirOwn() {
    assertEquals(1000, ImageNetClasses.names().size());
    assertEquals(1000, Set.copyOf(ImageNetClasses.names()).size());
    assertEquals("tench", ImageNetClasses.names().get(0));
    assertEquals("bald eagle", ImageNetClasses.names().get(22));
    assertEquals("toilet tissue", ImageNetClasses.names().get(999));
  }

  private static float[][] logits(Path model, JsonNode pixels) {
    float[] images = new float[pixels.size()];
    for (int i = 0; i < images.length; i++) {
      images[i] = pixels.get(i).intValue();
    }
    int side = TinyNetworks.RESOLUTION;
    Shape shape = Shape.of(images.length / (side * side * 3), side, side, 3);
    try (SavedModelBundle bundle = SavedModelBundle.load(model.toString());
        TFloat32 batch = TFloat32.tensorOf(shape, DataBuffers.of(images, true, false));
        Result result = bundle.function("predict").call(Map.of("images", batch))) {
      return StdArrays.array2dCopyOf((TFloat32) result.get("logits").orElseThrow());
    }
  }
}
