package org.noisystudent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.savedmodel.UserErrorException;

final class DataReaderTest {
  private static final String IMAGENET =
      """
      data:
        labeled: {format: tfrecord, images: 'imagenet/train-*', labelOffset: -1}
        unlabeled: {format: tfrecord, images: 'jft/*', labelOffset: -1}
        test: {format: folder, images: val, labels: val.txt, labelOffset: -1}
        classes: 1000
        validationShards: 20
      train: {evaluateEvery: 1000}
      evaluation: {split: validation}
      """;

  @TempDir private Path folder;

  @Test
  void readsThePlacesOfImageNet() {
    DataConfig data = parse(IMAGENET).data();
    assertEquals(-1, data.labeled().labelOffset());
    assertEquals("val.txt", data.test().labels());
    assertEquals(20, data.validationShards());
    DataConfig again =
        ConfigLoader.parse(new ResolvedConfig(parse(IMAGENET)).yaml(), "resolved.yaml").data();
    assertEquals(data, again);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1} | -2} | labeled.labelOffset (-2) must be -1 to 1",
        "labeled: {format: tfrecord, images: 'imagenet/train-*' | labeled: {format: folder, images: a"
            + " | labeled.labelOffset (-1) must be >= 0 where label folders are the classes, as the"
            + " first is number 0",
        "test: {format: folder, images: val, labels: val.txt | test: {format: mat, images: a.mat"
            + " | test.labelOffset (-1) must be 0 where the format is mat",
        "test: {format: folder | test: {format: tfrecord"
            + " | test.labels (val.txt) must be empty where the format is tfrecord",
        "classes: 1000 | validationImages: 3, classes: 1000 | validationShards (20) must be 0 unless"
            + " data.labeled.format is tfrecord and data.validationImages is 0",
        "classes: 1000 | classes: 1000, classNamesFile: nowhere.txt | classNamesFile (nowhere.txt)"
            + " must be a text file that can be read: java.nio.file.NoSuchFileException: nowhere.txt",
      })
  void whatDoesNotGoTogetherIsRefused(String given, String instead, String problem) {
    String yaml =
        IMAGENET.replace(given, instead.replace(", ", given.startsWith("classes") ? "\n  " : ", "));
    String message = assertThrows(UserErrorException.class, () -> parse(yaml)).getMessage();
    assertEquals("a.yaml: data." + problem, message.lines().findFirst().orElseThrow());
  }

  @Test
  void namesComeFromAFile() throws IOException {
    assertEquals(List.of("n1 a, b", "c"), names("n1 a, b\n c\n\n", 2));
  }

  @Test
  void aThousandNamesLeaveOutTheBackground() throws IOException {
    String thousand = String.join("\n", Collections.nCopies(1000, "name"));
    List<String> names = names(thousand, 1001);
    assertEquals(1001, names.size());
    assertEquals("background", names.get(0));
    assertEquals(names, names("background\n" + thousand, 1001));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/b/c | have a line for each class (2); it has 3",
        "a//b  | have a name in every line; line 2 has none",
      })
  void aFileOfOtherNamesIsRefused(String lines, String rule) {
    String text = lines.replace('/', '\n');
    int classes = text.contains("\n\n") ? 3 : 2;
    String message =
        assertThrows(UserErrorException.class, () -> names(text, classes)).getMessage();
    assertEquals(
        "a.yaml: data.classNamesFile (%s) must %s".formatted(folder.resolve("names.txt"), rule),
        message);
  }

  private List<String> names(String text, int classes) throws IOException {
    Path file = Files.writeString(folder.resolve("names.txt"), text);
    String yaml =
        """
        data:
          labeled: {format: folder, images: photos}
          unlabeled: {format: tfrecord, images: 'shards/*'}
          test: {format: folder, images: test}
          classes: %d
          classNamesFile: %s
        """
            .formatted(classes, file);
    return parse(yaml).data().classNames();
  }

  private static ExperimentConfig parse(String yaml) {
    return ConfigLoader.parse(yaml, "a.yaml");
  }
}
