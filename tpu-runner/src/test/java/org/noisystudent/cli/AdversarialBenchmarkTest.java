package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.savedmodel.UserErrorException;

/** {@code evaluate --benchmark adversarial} on a model that tells red, green and blue. */
final class AdversarialBenchmarkTest {
  @TempDir private Path folder;
  private Path model;
  private Path photos;

  @BeforeEach
  void writeModelAndPhotos() throws IOException {
    model = TinyModel.write(folder.resolve("model"));
    photos = Photos.colours(folder.resolve("photos"), 4);
  }

  @Test
  void fgsmTurnsPureColoursAtHalfOfTheirRange() throws Exception {
    JsonNode json = attack("--attack", "fgsm", "--epsilons", "200,100", "--json").json();
    assertEquals("fgsm", json.get("attack").asText());
    assertEquals(12, json.get("images").asInt());
    assertPoint(json.get("points").get(0), 0, 0.75);
    // 255 - 100 is still more than 0 + 100, and no longer of 200
    assertPoint(json.get("points").get(1), 100, 0.75);
    assertPoint(json.get("points").get(2), 200, 0);
    assertTrue(json.get("points").get(2).get("meanConfidence").asDouble() < 0.99);
  }

  @Test
  void pgdMovesTowardsANamedOrNumberedTarget() throws Exception {
    Object[] options = {
      "--attack", "pgd", "--steps", 4, "--target", "blue", "--epsilons", "200", "--json"
    };
    JsonNode named = attack(options).json();
    assertEquals(1.0, named.get("points").get(1).get("reachedTarget").asDouble());
    assertEquals(125, named.get("points").get(1).get("stepSize").asDouble());
    options[5] = 2;
    assertEquals(named, attack(options).json());
    options[5] = "least-likely";
    assertEquals("least-likely", attack(options).json().get("target").asText());
  }

  @Test
  void printsATableByEpsilon() {
    List<String> lines =
        attack("--attack", "pgd", "--target", "0", "--epsilons", "200,0.5", "--random-start")
            .out()
            .lines()
            .toList();
    assertEquals("12 images, 0 not readable", lines.get(0));
    assertEquals("pgd, 10 steps, random start with seed 0, target: 0", lines.get(1));
    assertEquals(
        "epsilon step size    top-1    top-5  confidence  no gradient  reached target",
        lines.get(2));
    assertEquals("      0         0   0.7500   1.0000", lines.get(3).substring(0, 35));
    assertEquals("    0.5     0.125   0.7500   1.0000", lines.get(4).substring(0, 35));
    assertTrue(lines.get(5).endsWith("1.0000"), lines.get(5));
    assertEquals(6, lines.size());
  }

  @Test
  void theBatchChangesNothing() throws Exception {
    Object[] options = {
      "--attack",
      "pgd",
      "--random-start",
      "--seed",
      5,
      "--epsilons",
      "120,130",
      "--batch",
      12,
      "--json"
    };
    JsonNode whole = attack(options).json();
    options[8] = 5;
    JsonNode parts = attack(options).json();
    // a product of matrices may round another way by their number of rows
    for (int i = 0; i < 3; i++) {
      assertEquals(takeConfidence(whole, i), takeConfidence(parts, i), 1e-6);
    }
    assertEquals(whole, parts);
  }

  private static double takeConfidence(JsonNode json, int point) {
    return ((ObjectNode) json.get("points").get(point)).remove("meanConfidence").asDouble();
  }

  @Test
  void aLimitTakesImagesFromAllOverTheSet() throws Exception {
    // of 12 images by class 0, 4 and 8: the first of each colour, which are of another
    JsonNode json = attack("--attack", "fgsm", "--limit", 3, "--json").json();
    assertEquals(3, json.get("images").asInt());
    assertPoint(json.get("points").get(0), 0, 0);
    assertEquals(
        12, attack("--attack", "fgsm", "--limit", 99, "--json").json().get("images").asInt());
  }

  @Test
  void findsSynsetFoldersByTheirNumbers() throws Exception {
    model = TinyModel.write(folder.resolve("thousand"), 1000, List.of());
    photos = folder.resolve("validation");
    Photos.plain(photos.resolve("n01440764/a.png"), Color.RED, 8); // class 0
    Photos.plain(photos.resolve("n01484850/a.png"), Color.BLUE, 8); // class 2
    assertPoint(attack("--attack", "fgsm", "--json").json().get("points").get(0), 0, 1);
  }

  @Test
  void aModelWithoutGradientIsOneLineThatNamesTheSignature() {
    model = TinyModel.writeThroughText(folder.resolve("foreign"));
    fails(3, "adversarial", "--attack", "fgsm")
        .says("model folder (" + model + ") has no signature input_gradient");
  }

  @Test
  void refusesImagesWithoutLabels() throws IOException {
    photos = folder.resolve("flat");
    Photos.plain(photos.resolve("a.png"), Color.RED, 8);
    fails(3, "adversarial", "--attack", "fgsm").says("must hold label folders");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--limit 3 | --benchmark adversarial needs --attack fgsm or --attack pgd",
        "--attack fgsm --epsilons -1 | --epsilons (-1.0) must be 0 to 255",
        "--attack fgsm --epsilons 1,256 | --epsilons (256.0) must be 0 to 255",
        "--attack fgsm --epsilons NaN | --epsilons (NaN) must be 0 to 255",
        "--attack fgsm --epsilons , | --epsilons (0 of them) must be at least one",
        "--attack pgd --steps 0 | --steps (0) must be >= 1",
        "--attack pgd --step-size 0 | --step-size (0.0) must be > 0 and <= 255",
        "--attack pgd --seed 1 | --seed (1) must go with --random-start",
        "--attack fgsm --step-size 1 | --step-size must go with --attack pgd",
        "--attack fgsm --random-start | --random-start must go with --attack pgd",
        "--attack fgsm --limit 0 | --limit (0) must be >= 1",
        "--attack fgsm --target 3 | --target (3) must be least-likely, a name of a class or its",
        "--attack fgsm --target purple | --target (purple) must be least-likely, a name of a class",
        "--attack fgsm --device pjrt | --device (pjrt) must be cpu or gpu for --benchmark",
        "--attack fgsm --real r.json | --real (r.json) must not go with --benchmark adversarial",
      })
  void refusesOptionsThatAreNoAttack(String options, String message) {
    fails(2, "adversarial", (Object[]) options.split(" ")).says(message);
  }

  @ParameterizedTest
  @CsvSource({
    "--attack=fgsm, --attack",
    "--epsilons=1, --epsilons",
    "--random-start, --random-start",
    "--target=red, --target",
    "--limit=1, --limit"
  })
  void otherBenchmarksTakeNoAttack(String option, String name) {
    fails(2, "folder", option).says(name + " must go with --benchmark adversarial");
  }

  @Test
  void aBatchThatDoesNotFitIntoMemoryIsRefusedBeforeItIsTried() {
    AttackOptions.checkMemory(55, 800, 2L << 30);
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> AttackOptions.checkMemory(56, 800, 2L << 30));
    assertEquals(
        "--batch (56) must be <= 55 for images of 800 pixels and 2,048 MB of Java memory",
        error.getMessage());
  }

  @Test
  void anEmptyListOfEpsilonsIsNone() {
    String error = fails(2, "adversarial", "--attack", "fgsm", "--epsilons=").err();
    assertTrue(error.startsWith("error: Invalid value for option '--epsilons'"), error);
  }

  private static void assertPoint(JsonNode point, double epsilon, double top1) {
    assertEquals(epsilon, point.get("epsilon").asDouble());
    assertEquals(top1, point.get("top1").asDouble(), 1e-9);
  }

  private Program attack(Object... options) {
    return Program.succeeds(Program.evaluation(model, "adversarial", photos, options));
  }

  private Program fails(int exitCode, String benchmark, Object... options) {
    return Program.fails(exitCode, Program.evaluation(model, benchmark, photos, options));
  }
}
