package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.LocalRunStorage;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

class StoredPipelineTest {
  private static final Path FIXTURES =
      Path.of(System.getProperty("project.root", "..")).resolve("test-data/images");

  /** Resizes to 4 x 4. */
  private static final ImageTransform RESIZE =
      (scope, image, seed) -> {
        Ops tf = scope.tf();
        Operand<TFloat32> resized =
            tf.image.resizeBilinear(
                tf.expandDims(image, tf.constant(0)), tf.constant(new int[] {4, 4}));
        return tf.dtypes.cast(tf.squeeze(resized), TUint8.class);
      };

  @TempDir Path folder;
  private final List<String> log = new ArrayList<>();
  private final CorruptRecords corrupt = new CorruptRecords(0.3, log::add);
  private Path shard;

  @BeforeEach
  void nameTheShard() {
    shard = folder.resolve("a.tfrecord");
  }

  @Test
  void everyKindOfFixtureIsDecodedWithItsFoldersClass() {
    ImageSources.Opened opened = open(Format.FOLDER, FIXTURES.toString(), 0, 1 << 20, corrupt);
    assertEquals(List.of("animal", "drink", "person", "vehicle"), opened.classNames());
    assertArrayEquals(new int[] {0, 0, 0, 1, 1, 1, 2, 2, 3}, opened.images().labels());
    try (PipelineRun run = PipelineRun.training(input(opened.images(), 9))) {
      PipelineRun.Batch batch = run.next();
      assertArrayEquals(batch.requested(), batch.used());
    }
    assertEquals(0, corrupt.count());
  }

  @Test
  void aCmykJpegHasTheColoursOfTheRgbOne() {
    ImageSources.Opened opened = open(Format.FOLDER, FIXTURES.toString(), 0, 1 << 20, corrupt);
    InferenceInput in = new InferenceInput(opened.images(), 3, 1, 4, RESIZE, 0, 3, 1);
    try (PipelineRun run = PipelineRun.inference(in)) {
      PipelineRun.Batch batch = run.next();
      assertEquals(batch.firstPixel(2), batch.firstPixel(0), 25);
    }
  }

  @Test
  void aTextFileNamedJpgIsCountedOnceWithItsReason() throws IOException {
    Files.copy(FIXTURES.resolve("animal/chelsea.jpg"), folder.resolve("a.jpg"));
    Files.copy(FIXTURES.resolve("drink/coffee.png"), folder.resolve("b.png"));
    Files.copy(FIXTURES.resolve("drink/coffee.png"), folder.resolve("c.png"));
    Files.writeString(folder.resolve("d.jpg"), "not an image at all");
    assertEquals(3, open(Format.FOLDER, folder.toString(), 0, 1 << 20, corrupt).images().size());
    assertEquals(
        List.of(
            "skipped a corrupt record: " + folder.resolve("d.jpg") + ": neither a JPEG nor a PNG"),
        log);
  }

  @Test
  void tooManyCorruptFilesStop() throws IOException {
    Files.copy(FIXTURES.resolve("animal/chelsea.jpg"), folder.resolve("a.jpg"));
    Files.writeString(folder.resolve("d.jpg"), "not an image at all");
    UserErrorException e =
        assertThrows(
            UserErrorException.class,
            () -> open(Format.FOLDER, folder.toString(), 0, 1 << 20, corrupt));
    assertTrue(
        e.getMessage().startsWith("corrupt records (1 of 2) must be <= data.maxCorruptFraction"),
        e.getMessage());
  }

  @Test
  void anImageOfTooManyPixelsIsCorrupt() throws IOException {
    Files.copy(FIXTURES.resolve("animal/chelsea.jpg"), folder.resolve("a.jpg"));
    for (String name : List.of("b.png", "c.png", "d.png")) {
      Files.copy(FIXTURES.resolve("drink/one-pixel.png"), folder.resolve(name));
    }
    assertEquals(3, open(Format.FOLDER, folder.toString(), 0, 1000, corrupt).images().size());
    assertTrue(log.get(0).contains("pixels (150 x 226) must be <= data.maxPixels (1000)"));
  }

  @Test
  void aTruncatedJpegIsReplacedByTheNextAndDoesNotShiftTheStream() throws IOException {
    byte[] whole = Files.readAllBytes(FIXTURES.resolve("animal/chelsea.jpg"));
    Files.write(folder.resolve("b.jpg"), Arrays.copyOf(whole, whole.length / 2));
    for (String name : List.of("a.jpg", "c.jpg", "d.jpg")) {
      Files.write(folder.resolve(name), whole);
    }
    ImageSource images = open(Format.FOLDER, folder.toString(), 0, 1 << 20, corrupt).images();
    assertEquals(4, images.size());
    InferenceInput in = new InferenceInput(images, 4, 1, 4, RESIZE, 0, 4, 2);
    try (PipelineRun run = PipelineRun.inference(in)) {
      PipelineRun.Batch batch = run.next();
      assertArrayEquals(new long[] {0, 1, 2, 3}, batch.requested());
      assertArrayEquals(new long[] {0, 2, 2, 3}, batch.used());
      run.pipeline().report(batch.requested(), batch.used(), corrupt);
      run.pipeline().report(batch.requested(), batch.used(), corrupt);
      assertEquals(
          List.of("skipped a corrupt record: " + folder.resolve("b.jpg") + ": cannot be decoded"),
          log);
    }
  }

  @Test
  void nothingThatCanBeDecodedGivesBlackWithoutATarget() throws IOException {
    byte[] whole = Files.readAllBytes(FIXTURES.resolve("animal/chelsea.jpg"));
    Path label = Files.createDirectory(folder.resolve("x"));
    Files.write(label.resolve("b.jpg"), Arrays.copyOf(whole, whole.length / 2));
    ImageSource images = open(Format.FOLDER, folder.toString(), 0, 1 << 20, corrupt).images();
    try (PipelineRun run = PipelineRun.training(input(images, 2))) {
      PipelineRun.Batch batch = run.next();
      assertArrayEquals(new long[] {-1, -1}, batch.used());
      assertArrayEquals(new float[4], batch.targets()[0]);
      assertThrows(
          UserErrorException.class,
          () -> run.pipeline().report(batch.requested(), batch.used(), corrupt));
    }
  }

  @Test
  void imagesOfOneSizeAreDecodedOnceIntoTheCache() throws IOException {
    byte[] whole = Files.readAllBytes(FIXTURES.resolve("animal/chelsea.jpg"));
    Files.write(folder.resolve("b.jpg"), Arrays.copyOf(whole, whole.length / 2));
    for (String name : List.of("a.jpg", "c.jpg", "d.jpg")) {
      Files.write(folder.resolve(name), whole);
    }
    ImageSource cached = open(Format.FOLDER, folder.toString(), 1, 1 << 20, corrupt).images();
    assertInstanceOf(MemoryImages.class, cached);
    assertEquals(3, cached.size());
    assertEquals(1, corrupt.count());
    assertEquals(folder.resolve("c.jpg").toString(), cached.describe(1));
  }

  @Test
  void shardsServeTheirRecordsWithLabelsTargetsAndCopies() throws IOException {
    writeShard(6);
    ImageSource images = open(Format.TFRECORD, shard.toString(), 0, 1 << 20, corrupt).images();
    assertEquals(7, images.size());
    assertArrayEquals(new int[] {0, 1, 2, 2, 3, 0, 1}, images.labels());
    InferenceInput in = new InferenceInput(images, 7, 1, 4, PipelineRun.IDENTITY, 0, 7, 2);
    try (PipelineRun run = PipelineRun.inference(in)) {
      PipelineRun.Batch batch = run.next();
      int[] pixels = new int[7];
      for (int i = 0; i < 7; i++) {
        pixels[i] = batch.firstPixel(i);
      }
      assertArrayEquals(new int[] {0, 1, 2, 2, 3, 4, 5}, pixels);
    }
    try (PipelineRun run = PipelineRun.training(input(images, 7))) {
      PipelineRun.Batch batch = run.next();
      for (int i = 0; i < 7; i++) {
        assertArrayEquals(images.target((int) batch.used()[i]).orElseThrow(), batch.targets()[i]);
      }
    }
  }

  @Test
  void aRecordWithAWrongChecksumIsSkipped() throws IOException {
    long second = writeShard(6).get(1);
    try (RandomAccessFile file = new RandomAccessFile(shard.toFile(), "rw")) {
      file.seek(second + 40);
      file.write(file.read() ^ 1);
    }
    ImageSource images = open(Format.TFRECORD, shard.toString(), 0, 1 << 20, corrupt).images();
    assertArrayEquals(new int[] {0, 2, 2, 3, 0, 1}, images.labels());
    assertEquals(
        List.of(
            "skipped a corrupt record: "
                + shard
                + " offset "
                + second
                + ": damaged record: its CRC-32C does not match"),
        log);
  }

  @Test
  void aTruncatedShardLosesItsTailOnly() throws IOException {
    writeShard(6);
    try (RandomAccessFile file = new RandomAccessFile(shard.toFile(), "rw")) {
      file.setLength(file.length() - 5);
    }
    ImageSource images = open(Format.TFRECORD, shard.toString(), 0, 1 << 20, corrupt).images();
    assertArrayEquals(new int[] {0, 1, 2, 2, 3, 0}, images.labels());
    assertTrue(log.get(0).endsWith("truncated record: the file ends within it"), log.get(0));
  }

  @Test
  void theIndexIsRememberedAndChangesWithTheFile() throws IOException {
    writeShard(6);
    Path cache = folder.resolve("cache");
    String first = cached(cache).fingerprint();
    assertEquals(first, cached(cache).fingerprint());
    try (var entries = Files.list(cache)) {
      assertEquals(1, entries.count());
    }
    writeShard(5);
    assertNotEquals(first, cached(cache).fingerprint());
  }

  @Test
  void anEmptyFolderAndAMissingOneAreOneLine() {
    assertEquals(
        folder + ": must hold images (.jpg, .jpeg, .png), in it or in label folders",
        message(Format.FOLDER, folder.toString()));
    assertEquals(
        folder.resolve("no") + ": no such folder",
        message(Format.FOLDER, folder.resolve("no").toString()));
    assertEquals(
        folder.resolve("no-*") + ": must match TFRecord shards; there are none",
        message(Format.TFRECORD, folder.resolve("no-*").toString()));
  }

  private String message(Format format, String path) {
    return assertThrows(UserErrorException.class, () -> open(format, path, 0, 1 << 20, corrupt))
        .getMessage();
  }

  private ImageSource cached(Path cache) {
    SourceConfig source = new SourceConfig(Format.TFRECORD, shard.toString(), "");
    return new ImageSources(
            data(source, 0, 1 << 20), Optional.of(new LocalRunStorage(cache)), corrupt)
        .open(source, List.of())
        .images();
  }

  private static ImageSources.Opened open(
      Format format, String path, int cacheMegabytes, long maxPixels, CorruptRecords corrupt) {
    SourceConfig source = new SourceConfig(format, path, "");
    return new ImageSources(data(source, cacheMegabytes, maxPixels), Optional.empty(), corrupt)
        .open(source, List.of());
  }

  private static DataConfig data(SourceConfig source, int cacheMegabytes, long maxPixels) {
    SourceConfig none = new SourceConfig(Format.NONE, "", "");
    return new DataConfig(
        source, none, none, 0, 0, 4, List.of(), 0.3, maxPixels, cacheMegabytes, 2, 0, 0, 0);
  }

  private static TrainingInput input(ImageSource images, int batch) {
    return new TrainingInput(
        images, Optional.empty(), batch, 0, 4, 4, RESIZE, 5, 2, Optional.empty());
  }

  /** Writes 4 x 4 images filled with their number, the third twice; returns their offsets. */
  private List<Long> writeShard(int count) throws IOException {
    MemoryImages images = PipelineRun.numbered(count, 4);
    float[][] soft = PipelineRun.softLabels(count, 4);
    List<Long> offsets = new ArrayList<>();
    try (OutputStream out = Files.newOutputStream(shard);
        TfRecords.Writer writer = new TfRecords.Writer(out)) {
      for (int i = 0; i < count; i++) {
        offsets.add(Files.size(shard));
        List<Float> target = List.of(soft[i][0], soft[i][1], soft[i][2], soft[i][3]);
        ByteString image = ByteString.copyFrom(images.encoded(i));
        writer.write(
            ExampleCodec.encode(
                new StoredExample(image, images.label(i), 0.5f, target, i, i == 2 ? 2 : 1)));
      }
    }
    return offsets;
  }
}
