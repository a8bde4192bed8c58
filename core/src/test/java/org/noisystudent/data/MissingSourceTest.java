package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** What a config names and is not there is one line that names it. */
final class MissingSourceTest {
  private static final SourceConfig NONE = new SourceConfig(Format.NONE, "", "");

  @TempDir private Path folder;

  @BeforeEach
  void createWhatIsThere() throws IOException {
    Files.createDirectory(folder.resolve("empty"));
    Files.createDirectories(folder.resolve("labels/cat"));
    Files.writeString(folder.resolve("file.txt"), "no image");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "IDX      | nowhere          | nowhere: no such file",
        "IDX      | nowhere/a.gz     | nowhere/a.gz: no such file",
        "FOLDER   | nowhere          | nowhere: no such folder",
        "FOLDER   | file.txt         | file.txt: must be a folder",
        "FOLDER   | empty  | empty: must hold images (.jpg, .jpeg, .png), in it or in label folders",
        "FOLDER   | labels | labels: must hold images (.jpg, .jpeg, .png), in it or in label folders",
        "TFRECORD | nowhere          | nowhere: no such file or folder",
        "TFRECORD | a-0-of-1         | a-0-of-1: no such file or folder",
        "TFRECORD | nowhere/*        | nowhere: no such folder",
        "TFRECORD | a-*.tfrecord     | a-*.tfrecord: must match TFRecord shards; there are none",
        "TFRECORD | empty | empty: must hold TFRecord shards (*.tfrecord*); there are none",
      })
  void isOneLineThatNamesIt(Format format, String path, String message) {
    SourceConfig source = new SourceConfig(format, folder.resolve(path).toString(), "");
    UserErrorException error = assertThrows(UserErrorException.class, () -> split(source));
    assertEquals(folder + "/" + message, error.getMessage());
    assertEquals(Kind.DATA, error.kind());
  }

  @Test
  void labelsThatAreNotThereAreNamed() {
    Path images =
        Path.of(System.getProperty("project.root", ".."))
            .resolve("test-data/fashion-mnist/t10k-images-idx3-ubyte.gz");
    String labels = folder.resolve("nowhere").toString();
    SourceConfig source = new SourceConfig(Format.IDX, images.toString(), labels);
    UserErrorException error = assertThrows(UserErrorException.class, () -> split(source));
    assertEquals(labels + ": no such file", error.getMessage());
    assertEquals(Kind.DATA, error.kind());
  }

  @Test
  void aPatternThatIsNoneIsNamed() {
    String pattern = folder.resolve("a[").toString();
    SourceConfig source = new SourceConfig(Format.TFRECORD, pattern, "");
    UserErrorException error = assertThrows(UserErrorException.class, () -> split(source));
    String start = pattern + ": must be a pattern: ";
    assertTrue(error.getMessage().startsWith(start), error.getMessage());
    assertEquals(Kind.DATA, error.kind());
  }

  private static DataSplit split(SourceConfig labeled) {
    DataConfig data =
        new DataConfig(labeled, NONE, NONE, 0, 0, 10, List.of(), 0, 1 << 20, 0, 2, 0, 0, 0);
    ImageSources sources =
        new ImageSources(data, Optional.empty(), new CorruptRecords(0, line -> {}));
    return DataSets.split(data, 1, sources);
  }
}
