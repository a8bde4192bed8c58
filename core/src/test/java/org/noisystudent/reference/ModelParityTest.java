package org.noisystudent.reference;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.model.VariableSpec.Kind;

/**
 * The network computes what the reference's efficientnet_model.py does: the same weights and images
 * in, the same logits, gradients and batch statistics out.
 */
final class ModelParityTest {
  private static final String GRADIENT = "gradient:";

  /** Of logits, to the largest one. */
  private static final double LOGITS = 1e-5;

  /** Of gradients, to the norm of each. */
  private static final double GRADIENTS = 1e-3;

  /** Of statistics after a step, to the norm of each: a hundredth of it comes from the batch. */
  private static final double STATISTICS = 1e-5;

  @ParameterizedTest
  @ValueSource(strings = {"b0", "b0-small", "b3"})
  @Tag("slow")
  void logitsGradientsAndStatisticsAreTheReferences(String name) throws IOException {
    compare(name);
  }

  /** Run in continuous integration only. L2 takes 10 GB of memory. */
  @ParameterizedTest
  @ValueSource(strings = {"b1", "b2", "b4", "b5", "b6", "b7", "l0", "l1", "l2"})
  @Tag("large")
  void largeNetworksToo(String name) throws IOException {
    compare(name);
  }

  private static void compare(String name) throws IOException {
    GoldenModel golden = GoldenModel.read(name);
    Map<String, String> whole = new TreeMap<>(); // section by variable
    for (String section : golden.sections()) {
      if (section.startsWith(GRADIENT)) {
        whole.put(section.substring(GRADIENT.length()), section);
      }
    }
    assertFalse(whole.isEmpty());
    try (BuiltModel built = new BuiltModel(golden.architecture(), golden.batch())) {
      Map<String, float[]> inference = built.inference();
      BuiltModel.Training training = built.training(whole.keySet());
      Differences found = new Differences(golden);
      found.values("inferenceLogits", inference.get("inferenceLogits"), LOGITS);
      found.sketch(
          "imageGradient",
          Map.of("images", FormulaValues.sketch("images", inference.get("imageGradient"))),
          GRADIENTS);
      found.values("trainingLogits", training.outputs().get("trainingLogits"), LOGITS);
      found.values("loss", training.outputs().get("loss"), LOGITS);
      found.sketch("gradients", training.gradients(), GRADIENTS);
      found.sketch("statistics", training.statistics(), STATISTICS);
      whole.forEach(
          (variable, section) -> found.values(section, training.whole().get(variable), GRADIENTS));
      System.out.println(name + ": " + String.join(", ", found.lines));
      assertAll(
          () -> assertEquals(golden.facts().get("namesSha256").asText(), names(built)),
          () -> assertTrue(found.wrong.isEmpty(), String.join("\n", found.wrong)));
    }
  }

  private static String names(BuiltModel built) {
    String names =
        String.join("\n", built.names(Kind.TRAINABLE))
            + "\n\n"
            + String.join("\n", built.names(Kind.MOVING_STATISTIC));
    return Hashing.sha256().hashString(names, StandardCharsets.UTF_8).toString();
  }

  /** Collects how far each section is from the golden one. */
  private static final class Differences {
    private final GoldenModel golden;
    private final List<String> lines = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    Differences(GoldenModel golden) {
      this.golden = golden;
    }

    /** Compares all values, to the largest one. */
    void values(String section, float[] actual, double tolerance) {
      float[] expected = golden.section(section);
      assertEquals(expected.length, actual.length, section);
      double largest = 0;
      double scale = 0;
      for (int i = 0; i < expected.length; i++) {
        largest = Math.max(largest, Math.abs((double) actual[i] - expected[i]));
        scale = Math.max(scale, Math.abs(expected[i]));
      }
      add(section, "", largest / scale, tolerance);
    }

    /**
     * Compares the sketches of all tensors, in the order of their names, to the norm of each, or to
     * a thousandth of the largest one: some gradients are 0 but for rounding, such as those of a
     * shift that the next batch norm takes away.
     */
    void sketch(String section, Map<String, double[]> actual, double tolerance) {
      float[] expected = golden.section(section);
      assertEquals(expected.length, 3 * actual.size(), section);
      double longest = 0;
      for (int i = 0; i < expected.length; i += 3) {
        longest = Math.max(longest, expected[i]);
      }
      double largest = 0;
      String where = "";
      int index = 0;
      for (Map.Entry<String, double[]> tensor : actual.entrySet()) {
        double norm = Math.max(expected[index], longest / 1000);
        for (double number : tensor.getValue()) {
          // a sum may be longer than the norm, and is kept as float32
          double scale = Math.max(norm, Math.abs(number));
          double difference = Math.abs(number - expected[index++]) / scale;
          if (!(difference <= largest)) {
            largest = difference;
            where = tensor.getKey();
          }
        }
      }
      add(section, where, largest, tolerance);
    }

    private void add(String section, String where, double difference, double tolerance) {
      lines.add("%s %.1e".formatted(section, difference));
      if (!(difference <= tolerance)) {
        wrong.add("%s %s differs by %.1e > %.0e".formatted(section, where, difference, tolerance));
      }
    }
  }
}
