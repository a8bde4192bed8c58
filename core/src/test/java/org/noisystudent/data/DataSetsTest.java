package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.savedmodel.UserErrorException;

class DataSetsTest {
  private static final Path ROOT =
      Path.of(System.getProperty("project.root", "..")).resolve("test-data");
  private static final SourceConfig NONE = new SourceConfig(Format.NONE, "", "");
  private static final SourceConfig REMAINDER = new SourceConfig(Format.REMAINDER, "", "");
  private static final SourceConfig TEST = fashion("t10k");

  @Test
  void splitsFashionMnistIntoPartsThatDoNotOverlap() {
    DataSplit split = split(TEST, 50, 1_000, 3);
    assertEquals(500, split.labeled().size());
    int[] perClass = new int[10];
    for (int label : split.labeled().labels()) {
      perClass[label]++;
    }
    assertTrue(Arrays.stream(perClass).allMatch(count -> count == 50));
    assertEquals(1_000, split.validation().orElseThrow().size());
    assertEquals(8_500, split.unlabeled().orElseThrow().size());
    assertEquals(10_000, split.test().orElseThrow().size());
    Set<String> places = new HashSet<>();
    for (ImageSource part :
        List.of(
            split.labeled(), split.unlabeled().orElseThrow(), split.validation().orElseThrow())) {
      for (int i = 0; i < part.size(); i++) {
        assertTrue(places.add(part.describe(i)));
      }
    }
    assertEquals("3", split.classNames().get(3));
  }

  @Test
  void theSplitFollowsFromTheSeed() {
    String first = split(TEST, 10, 100, 1).labeled().fingerprint();
    assertEquals(first, split(TEST, 10, 100, 1).labeled().fingerprint());
    assertNotEquals(first, split(TEST, 10, 100, 2).labeled().fingerprint());
  }

  @Test
  void moreLabeledImagesThanAClassHasIsRefused() {
    UserErrorException e = assertThrows(UserErrorException.class, () -> split(TEST, 5_000, 0, 1));
    assertEquals(
        "data.labeledPerClass (5000) must be <= the images of each class; class 0 has 1000",
        e.getMessage());
  }

  @Test
  void aRemainderOfNothingIsRefused() {
    UserErrorException e = assertThrows(UserErrorException.class, () -> split(TEST, 0, 0, 1));
    assertTrue(e.getMessage().startsWith("data.unlabeled (REMAINDER) must leave"), e.getMessage());
  }

  @Test
  void aLabeledSourceWithoutLabelsIsRefused() {
    SourceConfig unlabeled = new SourceConfig(Format.IDX, TEST.images(), "");
    UserErrorException e = assertThrows(UserErrorException.class, () -> split(unlabeled, 1, 0, 1));
    assertEquals(
        "data.labeled must have labels; " + TEST.images() + " image 0 has none", e.getMessage());
  }

  @Test
  void foldersNameTheirClasses() {
    SourceConfig folder = new SourceConfig(Format.FOLDER, ROOT.resolve("images").toString(), "");
    DataConfig data =
        new DataConfig(folder, NONE, folder, 0, 0, 4, List.of(), 0, 1 << 20, 0, 2, 0, 0, 0);
    DataSplit split = DataSets.split(data, 1, sources(data));
    assertEquals(List.of("animal", "drink", "person", "vehicle"), split.classNames());
    assertArrayEquals(split.labeled().labels(), split.test().orElseThrow().labels());
  }

  @Test
  void limitsTakeADrawOfTheUnlabeledAndTheFirstOfTheTestImages() {
    DataConfig data =
        new DataConfig(TEST, REMAINDER, TEST, 5, 0, 10, List.of(), 0, 1 << 20, 0, 2, 300, 40, 0);
    DataSplit split = DataSets.split(data, 1, sources(data));
    assertEquals(300, split.unlabeled().orElseThrow().size());
    assertEquals(40, split.test().orElseThrow().size());
    DataSplit other = DataSets.split(data, 2, sources(data));
    assertNotEquals(
        split.unlabeled().orElseThrow().fingerprint(),
        other.unlabeled().orElseThrow().fingerprint());
    assertEquals(
        split.test().orElseThrow().fingerprint(), other.test().orElseThrow().fingerprint());
  }

  private static DataSplit split(SourceConfig labeled, int perClass, int validation, long seed) {
    DataConfig data =
        new DataConfig(
            labeled,
            REMAINDER,
            TEST,
            perClass,
            validation,
            10,
            List.of(),
            0,
            1 << 20,
            0,
            2,
            0,
            0,
            0);
    return DataSets.split(data, seed, sources(data));
  }

  private static ImageSources sources(DataConfig data) {
    return new ImageSources(data, Optional.empty(), new CorruptRecords(0, line -> {}));
  }

  private static SourceConfig fashion(String part) {
    Path folder = ROOT.resolve("fashion-mnist");
    return new SourceConfig(
        Format.IDX,
        folder.resolve(part + "-images-idx3-ubyte.gz").toString(),
        folder.resolve(part + "-labels-idx1-ubyte.gz").toString());
  }
}
