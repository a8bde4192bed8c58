package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;

/** Label folders that are called by WordNet numbers. */
final class ImageNetFoldersTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeImages() throws IOException {
    for (String synset : List.of("n15075141", "n01440764", "n01443537")) {
      Path images = Files.createDirectory(folder.resolve(synset));
      Files.write(images.resolve(synset + "_1.JPEG"), PipelineRun.numbered(1, 4).encoded(0));
    }
  }

  @Test
  void theirOrderIsThatOfTheirNumbers() {
    ImageSources.Opened opened = open(0, 3, List.of());
    assertEquals(List.of("n01440764", "n01443537", "n15075141"), opened.classNames());
    assertArrayEquals(new int[] {0, 1, 2}, opened.images().labels());
  }

  @Test
  void aBackgroundComesBeforeThem() {
    ImageSources.Opened opened = open(1, 4, List.of());
    assertEquals(List.of("background", "n01440764", "n01443537", "n15075141"), opened.classNames());
    assertArrayEquals(new int[] {1, 2, 3}, opened.images().labels());
  }

  @Test
  void theyAreFoundAmongNamesThatBeginWithTheirNumbers() {
    List<String> named =
        List.of("n15075141 toilet tissue", "n01443537 goldfish", "n01440764 tench");
    ImageSources.Opened opened = open(0, 3, named);
    assertEquals(named, opened.classNames());
    assertArrayEquals(new int[] {2, 1, 0}, opened.images().labels());
  }

  @Test
  void someOfThemAreFoundAmongAllOfImageNet() {
    assertArrayEquals(
        new int[] {0, 1, 999}, open(0, 1000, ImageNetClasses.synsets(1000)).images().labels());
    assertArrayEquals(
        new int[] {1, 2, 1000}, open(0, 1001, ImageNetClasses.synsets(1001)).images().labels());
  }

  @Test
  void labelsFromOneAreNoOrderOfFolders() {
    assertEquals(
        folder + ": labelOffset (-1) must be >= 0 where label folders are the classes",
        TestSources.refusal(() -> open(-1, 3, List.of())));
  }

  @Test
  void anImageFileKnowsItsName() {
    assertEquals("n15075141_1.JPEG", open(0, 3, List.of()).images().fileName(2).orElseThrow());
  }

  @Test
  void imageNetHasAThousandSynsetsInRisingOrder() {
    List<String> all = ImageNetClasses.synsets();
    assertEquals(1000, all.size());
    assertEquals(all, List.copyOf(new TreeSet<>(all)));
    assertEquals("n03781244", all.get(663)); // monastery, class 663 in every published list
  }

  private ImageSources.Opened open(int offset, int classes, List<String> known) {
    return TestSources.open(
        new SourceConfig(Format.FOLDER, folder.toString(), "", offset), classes, known);
  }
}
