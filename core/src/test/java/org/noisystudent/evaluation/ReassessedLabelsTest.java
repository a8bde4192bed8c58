package org.noisystudent.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.Json;

final class ReassessedLabelsTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));
  private static final Path GOLDEN = ROOT.resolve("test-data/golden/imagenet");

  @TempDir private Path folder;

  @Test
  void theAccuracyIsThatOfItsAuthorsExample() throws IOException {
    JsonNode real = expected().get("real");
    EvaluationTally tally = new EvaluationTally(4);
    for (int i = 0; i < real.get("predictions").size(); i++) {
      float[] probabilities = new float[4];
      probabilities[real.get("predictions").get(i).asInt()] = 1;
      ImmutableIntArray.Builder right = ImmutableIntArray.builder();
      real.get("lists").get(i).forEach(item -> right.add(item.asInt()));
      tally.add(probabilities, real.get("labels").get(i).asInt());
      tally.addReassessed(probabilities, right.build());
    }
    Evaluation evaluation = tally.result();
    assertEquals(real.get("top1").asDouble(), evaluation.top1(), 1e-12);
    Evaluation.Real measured = evaluation.real().orElseThrow();
    assertEquals(real.get("images").asInt(), measured.images());
    assertEquals(real.get("realTop1").asDouble(), measured.top1(), 1e-12);
    Evaluation again = Json.read("evaluation", Json.document(evaluation), Evaluation.class);
    assertEquals(evaluation, again);
  }

  @Test
  void anEvaluationWithoutThemIsReadAsBefore() {
    EvaluationTally tally = new EvaluationTally(2);
    tally.add(new float[] {1, 0}, 0);
    String json = new String(Json.document(tally.result()), StandardCharsets.UTF_8);
    assertFalse(json.contains("real"), json);
    Evaluation again =
        Json.read("evaluation", json.getBytes(StandardCharsets.UTF_8), Evaluation.class);
    assertEquals(Optional.empty(), again.real());
  }

  @Test
  void entriesFollowTheFileNamesNotTheOrderOfTheRecords() throws IOException {
    Path file = write("[[0], [], [5, 7], [999]]");
    ReassessedLabels labels = ReassessedLabels.read(file, validation(), 1000);
    // The records are images 3, 1, 4 and 2.
    assertEquals(
        List.of(
            ImmutableIntArray.of(5, 7),
            ImmutableIntArray.of(0),
            ImmutableIntArray.of(999),
            ImmutableIntArray.of()),
        labels.classes());
  }

  @Test
  void aModelWithABackgroundHasEachClassOneHigher() throws IOException {
    Path file = write("[[0], [], [5, 7], [999]]");
    assertEquals(
        ImmutableIntArray.of(1000),
        ReassessedLabels.read(file, validation(), 1001).classes().get(2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[0], [1], [2]]           | entries (3) must be as many as the images (4)",
        "[[0], [1], [2], [3], [4]] | entries (5) must be as many as the images (4)",
        "[[0], 1, [2], [3]]        | entry 1 (1) must be a list of classes",
        "[[0], [1, 1000], [2], [3]] | entry 1: class (1000) must be in 0..999",
        "[[0], [1], [2], [-1]]     | entry 3: class (-1) must be in 0..999",
        "[[0], [1], [0.5], [1]]    | entry 2: class (0.5) must be in 0..999",
        "{\"a\": 1}                | must be a list of lists of classes",
      })
  void whatIsWrongIsNamedWithItsEntry(String json, String problem) throws IOException {
    Path file = write(json);
    UserErrorException error =
        assertThrows(
            UserErrorException.class, () -> ReassessedLabels.read(file, validation(), 1000));
    assertEquals(file + ": " + problem, error.getMessage());
    assertEquals(UserErrorException.Kind.DATA, error.kind());
  }

  @Test
  void twoImagesOfOneNameAreRefused() throws IOException {
    Path image = ROOT.resolve("test-data/images/animal/chelsea.jpg");
    for (String name : List.of("a", "b")) {
      Files.createDirectory(folder.resolve(name));
      Files.copy(image, folder.resolve(name + "/1.jpg"));
    }
    Path file = write("[[0], [1]]");
    ImageSource images = open(new SourceConfig(Format.FOLDER, folder.toString(), ""));
    String message =
        assertThrows(UserErrorException.class, () -> ReassessedLabels.read(file, images, 1000))
            .getMessage();
    assertEquals(
        "%s: needs images of different names; %s and %s have the same"
            .formatted(file, folder.resolve("a/1.jpg"), folder.resolve("b/1.jpg")),
        message);
  }

  private Path write(String json) throws IOException {
    return Files.writeString(folder.resolve("real.json"), json);
  }

  private static ImageSource validation() {
    return open(new SourceConfig(Format.TFRECORD, GOLDEN.resolve("validation-*").toString(), ""));
  }

  private static ImageSource open(SourceConfig source) {
    return ImageSources.undecoded(1 << 20, new CorruptRecords(0, line -> {}))
        .open(source, List.of())
        .images();
  }

  private static JsonNode expected() throws IOException {
    return new ObjectMapper().readTree(GOLDEN.resolve("expected.json").toFile());
  }
}
