package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TUint8;

/** Files and records that are not what they should be, and what is said of each. */
final class BadImagesTest {
  private static final Path FIXTURES =
      Path.of(System.getProperty("project.root", "..")).resolve("test-data/images");
  private static final ImageTransform ENLARGE =
      (scope, image, seed) -> {
        Ops tf = scope.tf();
        var resized =
            tf.image.resizeNearestNeighbor(
                tf.expandDims(image, tf.constant(0)), tf.constant(new int[] {4, 4}));
        return tf.dtypes.cast(tf.squeeze(resized), TUint8.class);
      };

  private final List<String> log = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "animal/chelsea.jpg | 0  | neither a JPEG nor a PNG",
        "animal/chelsea.jpg | 2  | neither a JPEG nor a PNG",
        "animal/chelsea.jpg | 20 | truncated JPEG: no frame header",
        "drink/coffee.png   | 20 | truncated PNG: no header",
      })
  void aFileCutShortInItsHeaderIsLeftOut(String fixture, int bytes, String reason)
      throws IOException {
    cut(fixture, bytes);
    whole("drink/coffee.png");
    assertEquals(1, files(new CorruptRecords(0.5, log::add)).size());
    assertEquals(List.of("skipped a corrupt record: " + files.get(0) + ": " + reason), log);
  }

  @ParameterizedTest
  @CsvSource({"animal/chelsea.jpg", "animal/chelsea-cmyk.jpg", "drink/coffee.png"})
  void aFileCutShortInItsPixelsIsReplacedByTheNext(String fixture) throws IOException {
    cut(fixture, (int) Files.size(FIXTURES.resolve(fixture)) / 2);
    whole("drink/one-pixel.png");
    ImageSource images = files(new CorruptRecords(0.5, log::add));
    InferenceInput in = new InferenceInput(images, 2, 1, 4, ENLARGE, 0, 2, 1);
    try (PipelineRun run = PipelineRun.inference(in)) {
      assertArrayEquals(new long[] {1, 1}, run.next().used());
    }
  }

  @Test
  void tooManyThatCannotBeDecodedStopTheRun() throws IOException {
    for (int i = 0; i < 2; i++) {
      cut("animal/chelsea.jpg", 4000);
    }
    whole("drink/coffee.png");
    CorruptRecords corrupt = new CorruptRecords(0.34, log::add);
    InferenceInput in = new InferenceInput(files(corrupt), 3, 1, 4, ENLARGE, 0, 3, 1);
    try (PipelineRun run = PipelineRun.inference(in)) {
      PipelineRun.Batch batch = run.next();
      UserErrorException error =
          assertThrows(
              UserErrorException.class,
              () -> run.pipeline().report(batch.requested(), batch.used(), corrupt));
      assertEquals(Kind.DATA, error.kind());
      assertEquals(
          "corrupt records (2 of 3) must be <= data.maxCorruptFraction (0.34); the first is "
              + files.get(0),
          error.getMessage());
    }
  }

  @Test
  void anImageOfOnePixelIsAnImage() throws IOException {
    whole("drink/one-pixel.png");
    InferenceInput in =
        new InferenceInput(files(new CorruptRecords(0, log::add)), 1, 1, 4, ENLARGE, 0, 1, 1);
    try (PipelineRun run = PipelineRun.inference(in)) {
      assertArrayEquals(new long[] {0}, run.next().used());
    }
    assertEquals(List.of(), log);
  }

  @Test
  void recordsThatAreNoImagesAreLeftOut() throws IOException {
    Path shard = folder.resolve("a.tfrecord");
    ByteString png = ByteString.copyFrom(Files.readAllBytes(FIXTURES.resolve("drink/coffee.png")));
    byte[] good = ExampleCodec.encode(StoredExample.labeled(png, 1, 0));
    ByteString text = ByteString.copyFromUtf8("text");
    List<byte[]> records =
        List.of(
            good,
            "no example".getBytes(StandardCharsets.UTF_8),
            new byte[0],
            ExampleCodec.encode(StoredExample.labeled(text, 1, 0)),
            ExampleCodec.encode(StoredExample.labeled(png, -5, 0)));
    List<Long> offsets = new ArrayList<>();
    try (TfRecords.Writer writer = new TfRecords.Writer(Files.newOutputStream(shard))) {
      for (byte[] record : records) {
        offsets.add(Files.size(shard));
        writer.write(record);
      }
    }
    ImageSources.Opened shards =
        sources(new CorruptRecords(0.9, log::add))
            .open(new SourceConfig(Format.TFRECORD, shard.toString(), ""), List.of());
    assertEquals(1, shards.images().size());
    List<String> reasons =
        List.of(
            "not a tf.train.Example: ",
            "a tf.train.Example without image/encoded",
            "neither a JPEG nor a PNG",
            "image/class/label (-5) must be in -1..2^31-1");
    assertEquals(reasons.size(), log.size());
    for (int i = 0; i < reasons.size(); i++) {
      String start = "skipped a corrupt record: " + shard + " offset " + offsets.get(i + 1) + ": ";
      assertTrue(log.get(i).startsWith(start + reasons.get(i)), log.get(i));
    }
  }

  @Test
  void allThatIsCorruptIsNoSource() throws IOException {
    cut("animal/chelsea.jpg", 0);
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> files(new CorruptRecords(1, log::add)));
    assertEquals(folder + ": must hold readable images; there are none", error.getMessage());
  }

  private void whole(String fixture) throws IOException {
    cut(fixture, (int) Files.size(FIXTURES.resolve(fixture)));
  }

  /** Writes the first bytes of a fixture under the next number. */
  private void cut(String fixture, int bytes) throws IOException {
    byte[] all = Files.readAllBytes(FIXTURES.resolve(fixture));
    String name = files.size() + fixture.substring(fixture.lastIndexOf('.'));
    files.add(Files.write(folder.resolve(name), Arrays.copyOf(all, bytes)));
  }

  private ImageSource files(CorruptRecords corrupt) {
    SourceConfig source = new SourceConfig(Format.FOLDER, folder.toString(), "");
    return sources(corrupt).open(source, List.of()).images();
  }

  private ImageSources sources(CorruptRecords corrupt) {
    SourceConfig none = new SourceConfig(Format.NONE, "", "");
    DataConfig data =
        new DataConfig(none, none, none, 0, 0, 4, List.of(), 0, 1 << 20, 0, 2, 0, 0, 0);
    return new ImageSources(data, Optional.empty(), corrupt);
  }
}
