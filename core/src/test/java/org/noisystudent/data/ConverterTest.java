package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.savedmodel.UserErrorException;

class ConverterTest {
  private static final Path FIXTURES =
      Path.of(System.getProperty("project.root", "..")).resolve("test-data/images");

  @TempDir Path folder;

  @Test
  void aFolderBecomesShardsOfTheSameImages() throws IOException {
    Converter.Converted converted = convert(FIXTURES, 2);
    assertEquals(9, converted.images());
    assertEquals(List.of(3, 3, 2, 1), converted.perClass());
    assertEquals(
        List.of("train-00000-of-00002.tfrecord", "train-00001-of-00002.tfrecord"),
        converted.shards());
    assertTrue(Files.readString(folder.resolve("dataset.json")).contains("\"animal\""));
    ImageSource shards = open(folder.toString(), 4);
    assertEquals(9, shards.size());
    boolean found = false;
    byte[] chelsea = Files.readAllBytes(FIXTURES.resolve("animal/chelsea.jpg"));
    for (int i = 0; i < shards.size(); i++) {
      found |= shards.label(i) == 0 && Arrays.equals(chelsea, shards.encoded(i));
    }
    assertTrue(found);
  }

  @Test
  void cifarBecomesPngOfItsPixels() throws IOException {
    byte[] file = new byte[2 * 3073];
    file[0] = 3;
    file[3073] = 1;
    file[3074] = (byte) 99; // red of the first pixel of the second image
    Path source = Files.write(folder.resolve("data_batch_1.bin"), file);
    Converter.Converted converted = convert(source, 1);
    assertEquals(List.of(0, 1, 0, 1), converted.perClass());
    ImageSource shards = open(folder.resolve("train-00000-of-00001.tfrecord").toString(), 4);
    InferenceInput in = new InferenceInput(shards, 2, 1, 32, PipelineRun.IDENTITY, 0, 2, 1);
    try (PipelineRun run = PipelineRun.inference(in)) {
      PipelineRun.Batch batch = run.next();
      int red = shards.label(0) == 1 ? 0 : 1;
      assertEquals(99, batch.firstPixel(red));
      assertEquals(0, batch.firstPixel(1 - red));
    }
  }

  @Test
  void cifarOfTheWrongSizeIsRefused() throws IOException {
    Path source = Files.write(folder.resolve("data_batch_1.bin"), new byte[100]);
    assertEquals(
        source + ": size (100) must be a multiple of 3073, the bytes of a CIFAR record",
        assertThrows(UserErrorException.class, () -> convert(source, 1)).getMessage());
  }

  @Test
  void idxFindsItsLabelsBesideIt() {
    Path source = FIXTURES.resolveSibling("fashion-mnist/t10k-images-idx3-ubyte.gz");
    Converter.Converted converted = convert(source, 3);
    assertEquals(10_000, converted.labeled());
    assertEquals(Collections.nCopies(10, 1000), converted.perClass());
    assertEquals(10_000, open(folder.toString(), 10).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere", "nowhere/b", "nowhere.bin", "nowhere.tfrecord"})
  void aSourceThatIsNotThereIsNamed(String name) throws IOException {
    Path out = folder.resolve("out");
    Path source = folder.resolve(name);
    UserErrorException error =
        assertThrows(
            UserErrorException.class,
            () ->
                Converter.convert(
                    new Converter.Request(source, out, "train", 1, 1 << 20),
                    new CorruptRecords(0, line -> {})));
    assertEquals(source + ": no such file or folder", error.getMessage());
    assertEquals(UserErrorException.Kind.DATA, error.kind());
    assertFalse(Files.exists(out));
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamedAndNothingIsLeftInIt() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    UserErrorException error =
        assertThrows(
            UserErrorException.class,
            () ->
                Converter.convert(
                    new Converter.Request(FIXTURES, file.resolve("out"), "train", 1, 1 << 20),
                    new CorruptRecords(0, line -> {})));
    String start = file.resolve("out/train-00000-of-00001.tfrecord") + " cannot be written: ";
    assertTrue(error.getMessage().startsWith(start), error.getMessage());
    assertEquals(UserErrorException.Kind.DATA, error.kind());
  }

  @Test
  void aShardThatAKilledProcessLeftIsNotRead() throws IOException {
    convert(FIXTURES, 1);
    Files.writeString(folder.resolve(".train-00001-of-00002.tfrecord.partial"), "half");
    assertEquals(9, open(folder.toString(), 4).size());
  }

  private Converter.Converted convert(Path source, int shards) {
    return Converter.convert(
        new Converter.Request(source, folder, "train", shards, 1 << 20),
        new CorruptRecords(0, line -> {}));
  }

  private static ImageSource open(String path, int classes) {
    SourceConfig source = new SourceConfig(Format.TFRECORD, path, "");
    SourceConfig none = new SourceConfig(Format.NONE, "", "");
    DataConfig data =
        new DataConfig(source, none, none, 0, 0, classes, List.of(), 0, 1 << 20, 0, 2, 0, 0, 0);
    return new ImageSources(data, Optional.empty(), new CorruptRecords(0, line -> {}))
        .open(source, List.of())
        .images();
  }
}
