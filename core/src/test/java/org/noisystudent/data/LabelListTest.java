package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.storage.LocalRunStorage;

/** A flat folder in the form of ImageNet's validation images, with its labels in a text file. */
final class LabelListTest {
  @TempDir private Path folder;
  private Path images;
  private Path list;

  @BeforeEach
  void writeImages() throws IOException {
    images = Files.createDirectory(folder.resolve("val"));
    list = folder.resolve("val.txt");
    MemoryImages numbered = PipelineRun.numbered(3, 4);
    for (int i = 0; i < 3; i++) {
      Files.write(images.resolve(name(i + 1)), numbered.encoded(i));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5/1000/1/",
        "5\r/1000\r/1",
        "ILSVRC2012_val_00000003.JPEG 1/A 5/B 1000/",
        "A,5/B, 1000/ILSVRC2012_val_00000003.JPEG\t1//"
      })
  void numbersAreReadInTheOrderOfTheNamesOrByName(String text) throws IOException {
    Files.writeString(list, filled(text.replace('/', '\n')));
    assertArrayEquals(new int[] {4, 999, 0}, open(-1, 1000, List.of()).labels());
    assertArrayEquals(new int[] {5, 1000, 1}, open(0, 1001, List.of()).labels());
  }

  @Test
  void numbersFromZeroAreTheClasses() throws IOException {
    Files.writeString(list, "0\n999\n4\n");
    assertArrayEquals(new int[] {0, 999, 4}, open(0, 1000, List.of()).labels());
    assertArrayEquals(new int[] {1, 1000, 5}, open(1, 1001, List.of()).labels());
  }

  @Test
  void synsetsAreFoundAmongTheKnownClasses() throws IOException {
    Files.writeString(list, "n01443537\nn15075141\nn01440764\n");
    assertArrayEquals(new int[] {1, 999, 0}, open(0, 1000, ImageNetClasses.synsets()).labels());
    assertArrayEquals(
        new int[] {2, 1000, 1}, open(0, 1001, ImageNetClasses.synsets(1001)).labels());
    List<String> named = List.of("n01440764 tench, Tinca tinca", "n15075141 paper", "n01443537 g");
    assertArrayEquals(new int[] {2, 1, 0}, open(0, 3, named).labels());
  }

  @Test
  void theTestImagesMayCallTheirClassesByTheFoldersOfTheLabeledOnes() throws IOException {
    Files.writeString(list, "n02\nn01\nn02\n");
    for (String name : List.of("n01", "n02")) {
      Files.createDirectories(folder.resolve("train").resolve(name));
      Files.copy(images.resolve(name(1)), folder.resolve("train/" + name + "/a.JPEG"));
    }
    SourceConfig labeled = new SourceConfig(Format.FOLDER, folder.resolve("train").toString(), "");
    DataConfig data = TestSources.data(labeled, source(0), 2, 0);
    DataSplit split = DataSets.split(data, 1, TestSources.sources(data));
    assertArrayEquals(new int[] {1, 0, 1}, split.test().orElseThrow().labels());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1/2           | : lines (2) must be as many as the images of VAL (3)",
        "1/1001/3      | ' line 2: label (1001) must be in 1..1000'",
        "1/2/0         | ' line 3: label (0) must be in 1..1000'",
        "1/-2/3        | ' line 2: label (-2) must be a number, or the name of a known class'",
        "1/tench/3     | ' line 2: label (tench) must be a number, or the name of a known class'",
        "1//3          | ' line 2: must be a label, or a file and its label; it is \"\"'",
        "1/A 2/3       | ' line 2: must be a label alone, as line 1 is'",
        "A 1/2/B 3     | ' line 2: must be a file and its label, as line 1 is'",
        "A 1/B 2/B 3   | ' line 3: B must have one line; it has two'",
        "A 1/B 2/x.png 3 | ' line 3: x.png must be an image of VAL; there is none'",
      })
  void whatIsWrongIsNamedWithItsLine(String lines, String problem) throws IOException {
    Files.writeString(list, filled(lines.replace('/', '\n')));
    assertEquals(list + filled(problem), TestSources.refusal(() -> open(-1, 1000, List.of())));
  }

  @Test
  void aChangedListIsReadAgainThoughTheImagesAreTheSame() throws IOException {
    DataConfig data = TestSources.data(source(0), TestSources.NONE, 10, 0);
    Optional<Path> cache = Optional.of(Files.createDirectory(folder.resolve("cache")));
    for (int[] labels : new int[][] {{1, 2, 3}, {3, 2, 1}, {1, 2, 3}}) {
      Files.writeString(list, "%d\n%d\n%d\n".formatted(labels[0], labels[1], labels[2]));
      ImageSources sources =
          new ImageSources(
              data, cache.map(LocalRunStorage::new), new CorruptRecords(0, line -> {}));
      assertArrayEquals(labels, sources.open(source(0), List.of()).images().labels());
    }
    try (Stream<Path> kept = Files.list(cache.get())) {
      assertEquals(2, kept.count());
    }
  }

  @Test
  void aListThatIsNotThereIsNamed() {
    assertEquals(list + ": no such file", TestSources.refusal(() -> open(-1, 1000, List.of())));
  }

  @Test
  void labelFoldersTakeNoList() throws IOException {
    Files.writeString(list, "1\n2\n3\n");
    Path cats = Files.createDirectories(folder.resolve("sorted/cats"));
    Files.copy(images.resolve(name(1)), cats.resolve("a.png"));
    SourceConfig source =
        new SourceConfig(Format.FOLDER, folder.resolve("sorted").toString(), list.toString());
    assertEquals(
        "%s: must be flat where labels (%s) are given; it has label folders"
            .formatted(folder.resolve("sorted"), list),
        TestSources.refusal(() -> TestSources.open(source, 3, List.of())));
  }

  private String filled(String text) {
    return text.replace("VAL", images.toString())
        .replaceAll("\\bA\\b", name(1))
        .replaceAll("\\bB\\b", name(2));
  }

  private ImageSource open(int offset, int classes, List<String> known) {
    return TestSources.open(source(offset), classes, known).images();
  }

  private SourceConfig source(int offset) {
    return new SourceConfig(Format.FOLDER, images.toString(), list.toString(), offset);
  }

  private static String name(int number) {
    return "ILSVRC2012_val_%08d.JPEG".formatted(number);
  }
}
