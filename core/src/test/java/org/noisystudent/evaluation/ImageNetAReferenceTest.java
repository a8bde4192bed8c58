package org.noisystudent.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.noisystudent.data.ImageNetClasses;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.storage.Json;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** The measures of ImageNet-A on the same predictions as the code of its authors. */
final class ImageNetAReferenceTest {
  private final JsonNode golden = golden();

  @Test
  void theClassesAreThoseThatTheAuthorsKeep() {
    List<String> synsets = ImageNetClasses.synsets();
    List<String> chosen = ImageNetClasses.adversarialSynsets();
    assertEquals(200, chosen.size());
    for (int i = 0; i < chosen.size(); i++) {
      assertEquals(golden.get("chosen").get(i).asInt(), synsets.indexOf(chosen.get(i)));
    }
  }

  @Test
  void answersAmongTheClassesAreThoseOfTheAuthors() {
    JsonNode logits = golden.get("logits");
    float[][] rows = new float[logits.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = softmax(logits.get(i));
    }
    ImmutableIntArray.Builder chosen = ImmutableIntArray.builder();
    golden.get("chosen").forEach(number -> chosen.add(number.asInt()));
    try (ChosenClasses classifier = new ChosenClasses(new Fixed(rows), chosen.build());
        TFloat32 images = TFloat32.tensorOf(Shape.of(rows.length, 1, 1, 3))) {
      assertEquals(200, classifier.classes());
      float[][] some = classifier.probabilities(images);
      for (int i = 0; i < rows.length; i++) {
        int top = TopK.top(some[i]);
        assertEquals(golden.get("predicted").get(i).asInt(), top);
        assertEquals(golden.get("confidence").get(i).asDouble(), some[i][top], 1e-6);
      }
    }
  }

  @Test
  void calibrationIsThatOfTheAuthors() {
    JsonNode reference = golden.get("calibration");
    ConfidenceTally tally = new ConfidenceTally();
    for (int i = 0; i < reference.get("confidence").size(); i++) {
      tally.add(
          (float) reference.get("confidence").get(i).asDouble(),
          reference.get("correct").get(i).asBoolean());
    }
    Evaluation.Confidence measured = tally.result().orElseThrow();
    assertEquals(reference.get("rms").asDouble(), measured.rmsCalibrationError(), 1e-14);
    assertEquals(reference.get("aurra").asDouble(), measured.aurra(), 1e-14);
  }

  @Test
  void fewImagesHaveNoBins() {
    ConfidenceTally tally = new ConfidenceTally();
    for (int i = 0; i < 199; i++) {
      tally.add(0.5f, true);
    }
    assertEquals(true, tally.result().isEmpty());
  }

  private static float[] softmax(JsonNode logits) {
    double[] powers = new double[logits.size()];
    double sum = 0;
    for (int c = 0; c < powers.length; c++) {
      powers[c] = Math.exp(logits.get(c).asDouble());
      sum += powers[c];
    }
    float[] probabilities = new float[powers.length];
    for (int c = 0; c < powers.length; c++) {
      probabilities[c] = (float) (powers[c] / sum);
    }
    return probabilities;
  }

  /** Answers with fixed probabilities. */
  private record Fixed(List<float[]> rows) implements Classifier {
    Fixed(float[][] rows) {
      this(List.of(rows));
    }

    @Override
    public int classes() {
      return rows.get(0).length;
    }

    @Override
    public int resolution() {
      return 1;
    }

    @Override
    public float[][] probabilities(TFloat32 images) {
      return rows.toArray(float[][]::new);
    }

    @Override
    public void close() {}
  }

  private static JsonNode golden() {
    Path file =
        Path.of(System.getProperty("project.root"), "test-data/golden/robustness/reference.json");
    try {
      return Json.tree(file.toString(), Files.readAllBytes(file)).get("natural");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
