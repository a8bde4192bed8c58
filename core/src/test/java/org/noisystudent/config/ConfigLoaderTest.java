package org.noisystudent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

final class ConfigLoaderTest {
  private static final String DATA =
      """
      data:
        labeled: {format: folder, images: photos}
        unlabeled: {format: tfrecord, images: 'shards/*'}
        test: {format: folder, images: test}
        classes: 3
      """;

  @TempDir private Path folder;

  @Test
  void whatIsNotWrittenIsTheReferencesDefault() {
    TrainConfig train = parse(DATA).training().train();
    assertEquals(0.128, train.learningRate().peak(), 1e-12);
    assertEquals(3127, train.learningRate().warmupSteps());
    assertEquals(2.4 * 218_949 / 350, train.learningRate().decaySteps(), 1e-9);
    assertEquals(0.9999, train.emaDecay());
    assertEquals(2, parse(DATA).selfTraining().students().size());
  }

  @Test
  void allProblemsAreReportedAtOnceALineEach() {
    String message =
        refused(
            DATA
                + """
                train: {steps: -5, labeledBatch: many, lerningRate: {peak: 1}}
                model: {variant: b9}
                noise: {stochasticDepth: 1}
                device: {type: abacus, xla: maybe}
                """);
    assertEquals(
        """
        a.yaml: model.variant (b9) must be one of b0, b1, b2, b3, b4, b5, b6, b7, b8, l0, l1, l2, lite0, lite1, lite2, lite3, lite4
        a.yaml: train.steps (-5) must be >= 1
        a.yaml: train.labeledBatch (many) must be a whole number
        a.yaml: unknown key train.lerningRate, did you mean train.learningRate?
        a.yaml: noise.stochasticDepth (1) must be >= 0 and < 1
        a.yaml: device.type (abacus) must be one of cpu, gpu, tpu, pjrt
        a.yaml: device.xla (maybe) must be true or false\
        """,
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "seed: 1.5                | a.yaml: seed (1.5) must be a whole number",
        "seed: 1e400              | a.yaml: seed (1e400) must be <= 9223372036854775807",
        "seed: 0x10               | a.yaml: seed (0x10) must be a whole number",
        "steps: 5                 | a.yaml: unknown key steps, did you mean train.steps?",
        "zzzzzzzz: 5              | a.yaml: unknown key zzzzzzzz; known here: seed, data,",
        "train: 5                 | a.yaml: train (5) must be a section of keys",
        "train: {steps: [1]}      | a.yaml: train.steps (a list) must be a whole number",
        "train: {steps: {a: 1}}   | a.yaml: train.steps (a section) must be a whole number",
        "train: {steps: 3000000000} | a.yaml: train.steps (3000000000) must be <= 2147483647",
        "train: {emaDecay: .nan}  | a.yaml: train.emaDecay (.nan) must be a number",
        "train: {steps: 9, learningRate: {warmupSteps: 10}} | a.yaml:"
            + " train.learningRate.warmupSteps (10) must be <= train.steps (9)",
        "selfTraining: {students: [{}, {train: {steps: 0}}]} | a.yaml:"
            + " selfTraining.students[1].train.steps (0) must be >= 1",
        "selfTraining: {students: [{step: 0}]} | a.yaml: unknown key"
            + " selfTraining.students[0].step;",
        "selfTraining: {students: 2} | a.yaml: selfTraining.students (2) must be a list of"
            + " sections",
        "selfTraining: {teacher: {train: {unlabeledRatio: 2}}} | a.yaml:"
            + " selfTraining.teacher.train.unlabeledRatio (2.0) must be 0",
        "evaluation: {split: validation} | a.yaml: data.validationImages (0) must be >= 1 where",
        "seed: !!java.net.URL x   | a.yaml: line 6, column 7: type tags are not allowed",
        "seed: [1                 | a.yaml: line 7, column 1: not YAML",
        "data: {}                 | a.yaml: line 6, column 1: data is given twice",
        "extends: b.yaml          | a.yaml: unknown key extends",
        "device: {type: gpu, inferenceCompute: bfloat16} | a.yaml: device.inferenceCompute"
            + " (bfloat16) must be float32 where device.type (gpu)",
      })
  void mistakesNameTheKeyTheValueAndTheRule(String yaml, String message) {
    String found = refused(DATA + yaml + "\n");
    assertTrue(found.startsWith(message), found);
    assertEquals(1, found.lines().count(), found);
  }

  @Test
  void dataThatCannotMakeAnExperimentIsRefused() {
    assertEquals(
        """
        a.yaml: data.labeled.labels () must name the IDX label file
        a.yaml: data.test.images (x) must be empty where the format is none
        a.yaml: data.classNames (2 names) must be one for each of data.classes (3)
        a.yaml: data.labeledPerClass (0) must be >= 1 where data.unlabeled.format is remainder, or \
        no image remains
        a.yaml: data.test.format (none) must name the images that evaluation.split (test) measures\
        """,
        refused(
            """
            data:
              labeled: {format: idx, images: a.gz}
              unlabeled: {format: remainder}
              test: {images: x}
              classNames: [cat, dog]
              classes: 3
            """));
  }

  @Test
  void bombsAreRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for (int i = 1; i < 10; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, "*a0, ".replace("0", "" + (i - 1)).repeat(9)));
    }
    assertTrue(refused(bomb.toString()).startsWith("a.yaml: "));
    assertTrue(refused("a: &a [*a]").contains("too many or too deeply nested"));
    assertTrue(refused("[".repeat(5000)).startsWith("a.yaml: "));
    assertTrue(refused("a: " + "x".repeat(1 << 20)).contains("characters are more than"));
  }

  @Test
  void aFileOverridesWhatItExtendsKeyByKey() throws IOException {
    Files.createDirectory(folder.resolve("base"));
    write("base/root.yaml", DATA + "seed: 7\ntrain: {steps: 50, labeledBatch: 16}\n");
    Path child = write("child.yaml", "extends: base/root.yaml\ntrain: {steps: 60}\n");
    ExperimentConfig config = ConfigLoader.load(child, List.of());
    assertEquals(7, config.seed());
    assertEquals(60, config.training().train().steps());
    assertEquals(16, config.selfTraining().students().get(0).train().labeledBatch());
  }

  @Test
  void aProblemOfTheBaseNamesTheBase() throws IOException {
    Path base = write("base.yaml", DATA + "seed: -7\n");
    Path child = write("child.yaml", "extends: base.yaml\ntrain: {steps: 0}\n");
    assertEquals(
        "%s: seed (-7) must be >= 0%n%s: train.steps (0) must be >= 1".formatted(base, child),
        refusal(child));
  }

  @Test
  void circlesAndMissingBasesAreRefused() throws IOException {
    Path a = write("a.yaml", "extends: b.yaml");
    write("b.yaml", "extends: a.yaml");
    assertTrue(refusal(a).contains("must not lead back to itself"), refusal(a));
    Path c = write("c.yaml", "extends: d.yaml");
    assertTrue(refusal(c).contains("extends (d.yaml) must be a config file"), refusal(c));
    Path missing = folder.resolve("missing.yaml");
    assertEquals(missing + ": there is no such config file", refusal(missing));
    assertTrue(refusal(folder).contains("not a folder"));
  }

  @Test
  void laterOverridesWin() throws IOException {
    Path file = write("a.yaml", DATA + "selfTraining: {students: [{}, {train: {steps: 9}}]}\n");
    ExperimentConfig config =
        ConfigLoader.load(
            file,
            List.of(
                "seed=2",
                "seed=3",
                "train.learningRate.warmupSteps=0",
                "selfTraining.students[1].train.steps=10",
                "data.classNames=[a, b, 'c d']",
                "data.unlabeled={format: folder, images: more}"));
    assertEquals(3, config.seed());
    assertEquals(10, config.selfTraining().students().get(1).train().steps());
    assertEquals(List.of("a", "b", "c d"), config.data().classNames());
    assertEquals("more", config.data().unlabeled().images());
  }

  @Test
  void mistakenOverridesNameThemselves() throws IOException {
    Path file = write("a.yaml", DATA);
    assertEquals("--set: train.steps (0) must be >= 1", refusal(file, "train.steps=0"));
    assertEquals(
        "--set: unknown key train.step, did you mean train.steps?", refusal(file, "train.step=1"));
    assertTrue(refusal(file, "train.steps").contains("must be key=value"));
    assertTrue(
        refusal(file, "selfTraining.students[0].train.steps=1").contains("must write the list"));
  }

  private ExperimentConfig parse(String yaml) {
    return ConfigLoader.parse(yaml, "a.yaml");
  }

  private String refused(String yaml) {
    UserErrorException error = assertThrows(UserErrorException.class, () -> parse(yaml));
    assertEquals(Kind.USAGE, error.kind());
    return error.getMessage();
  }

  private String refusal(Path file, String... overrides) {
    return assertThrows(UserErrorException.class, () -> ConfigLoader.load(file, List.of(overrides)))
        .getMessage();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
