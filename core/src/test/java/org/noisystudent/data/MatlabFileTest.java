package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;

/** Files in SVHN's form that scipy wrote, and wrong ones. */
final class MatlabFileTest {
  private static final Path GOLDEN = TestSources.golden("svhn");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"compressed.mat, 4", "plain.mat, 2"})
  void pixelsAndClassesAreWhatScipyReads(String name, int count) throws IOException {
    MemoryImages images = MatlabFile.read(GOLDEN.resolve(name), 10);
    JsonNode expected = TestSources.expected("svhn");
    assertEquals(count, images.size());
    for (int i = 0; i < count; i++) {
      Pixels pixels = images.pixels();
      int from = i * pixels.imageBytes();
      assertEquals(
          expected.get("images").get(i).asText(),
          TestSources.sha256(Arrays.copyOfRange(pixels.bytes(), from, from + pixels.imageBytes())));
      assertEquals(expected.get("labels").get(i).asInt(), images.label(i));
    }
    assertEquals(GOLDEN.resolve(name) + " image 1", images.describe(1));
  }

  @Test
  void oneImageAndLabelsOfDoublePrecisionAreRead() throws IOException {
    MemoryImages images = MatlabFile.read(GOLDEN.resolve("double_labels.mat"), 10);
    assertEquals(1, images.size());
    assertEquals(3, images.label(0));
    assertEquals(
        TestSources.expected("svhn").get("images").get(0).asText(),
        TestSources.sha256(images.pixels().bytes()));
  }

  @Test
  void aConfigTakesItAsASource() {
    SourceConfig source = ImageSources.detect(GOLDEN.resolve("compressed.mat").toString());
    assertEquals(Format.MAT, source.format());
    assertEquals(4, TestSources.open(source, 10, List.of()).images().size());
    assertEquals(
        source.images() + ": data.classes (9) must be >= 10, as the labels are digits",
        TestSources.refusal(() -> TestSources.open(source, 9, List.of())));
  }

  @Test
  void itIsConvertedToShardsOfTheSamePixels() throws IOException {
    Converter.Converted converted =
        Converter.convert(
            new Converter.Request(GOLDEN.resolve("compressed.mat"), folder, "train", 2, 1 << 20),
            new CorruptRecords(0, line -> {}));
    assertEquals(List.of(2, 1, 0, 0, 0, 0, 0, 0, 0, 1), converted.perClass());
    SourceConfig shards = new SourceConfig(Format.TFRECORD, folder.toString(), "");
    ImageSource images = TestSources.open(shards, 10, List.of()).images();
    MemoryImages given = MatlabFile.read(GOLDEN.resolve("compressed.mat"), 10);
    int found = 0;
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        boolean same = Arrays.equals(images.encoded(i), given.encoded(j));
        found += same && images.label(i) == given.label(j) ? 1 : 0;
      }
    }
    assertEquals(4, found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X UInt8 2 2 3 2 | y 1 11 | image 1: label (11.0) must be in 1..10",
        "X UInt8 2 2 3 2 | y 0 1  | image 0: label (0.0) must be in 1..10",
        "X UInt8 2 2 3 2 | y 1.5 1  | image 0: label (1.5) must be in 1..10",
        "X UInt8 2 2 3 2 | y 1    | y (1 labels) must be as many as the images of X (2)",
        "X UInt8 2 2 3 2 | z 1 2  | must hold the matrix y; it has none",
        "Z UInt8 2 2 3 2 | y 1 2  | must hold the matrix X; it has none",
        "X UInt8 2 2 4 2 | y 1 2  | X (uint8 [2, 2, 4, 2]) must be uint8 [height, width, 3, n]",
        "X Double 2 2 3 2 | y 1 2  | X (double [2, 2, 3, 2]) must be uint8 [height, width, 3, n]",
      })
  void whatIsWrongIsNamed(String x, String y, String problem) throws IOException {
    List<String> images = Splitter.on(' ').splitToList(x);
    int[] shape = images.stream().skip(2).mapToInt(Integer::parseInt).toArray();
    List<String> labels = Splitter.on(' ').splitToList(y);
    Matrix column = Mat5.newMatrix(labels.size() - 1, 1);
    for (int i = 1; i < labels.size(); i++) {
      column.setDouble(i - 1, Double.parseDouble(labels.get(i)));
    }
    Path path = folder.resolve("wrong.mat");
    try (MatFile file = Mat5.newMatFile()) {
      file.addArray(images.get(0), Mat5.newMatrix(shape, MatlabType.valueOf(images.get(1))));
      file.addArray(labels.get(0), column);
      Mat5.writeToFile(file, path.toFile());
    }
    assertEquals(path + ": " + problem, TestSources.refusal(() -> MatlabFile.read(path, 10)));
  }

  @Test
  void aFileThatIsNoneIsNamed() throws IOException {
    Path text = Files.writeString(folder.resolve("text.mat"), "no MATLAB file ".repeat(50));
    String message = TestSources.refusal(() -> MatlabFile.read(text, 10));
    assertTrue(message.startsWith(text + ": not readable as a MATLAB file of version 5"), message);
    byte[] whole = Files.readAllBytes(GOLDEN.resolve("compressed.mat"));
    for (int length : new int[] {0, 60, 130, 1000, whole.length - 100}) {
      Path cut = Files.write(folder.resolve("cut.mat"), Arrays.copyOf(whole, length));
      String told = TestSources.refusal(() -> MatlabFile.read(cut, 10));
      assertTrue(told.startsWith(cut + ": "), told);
    }
    Path missing = folder.resolve("missing.mat");
    assertEquals(
        missing + ": no such file", TestSources.refusal(() -> MatlabFile.read(missing, 10)));
  }
}
