package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.savedmodel.UserErrorException;

final class ImageSourcesTest {
  private static final Path FIXTURES =
      Path.of(System.getProperty("project.root", "..")).resolve("test-data/images");

  @TempDir private Path folder;

  @Test
  void opensNamedFilesInTheirOrder() {
    Path jpeg = FIXTURES.resolve("animal/chelsea.jpg");
    Path png = FIXTURES.resolve("drink/coffee.png");
    ImageSource images = sources().files(List.of(png, jpeg, png));
    assertEquals(3, images.size());
    assertEquals(jpeg.toString(), images.describe(1));
    assertEquals(png.toString(), images.describe(2));
    assertEquals(ImageSource.UNKNOWN, images.label(0));
  }

  @Test
  void everyNamedFileThatIsNoImageIsALineOfItsOwn() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jpg"), "this is no image");
    Path missing = folder.resolve("missing.jpg");
    List<Path> files = List.of(FIXTURES.resolve("animal/chelsea.jpg"), text, missing, folder);
    UserErrorException error = assertThrows(UserErrorException.class, () -> sources().files(files));
    assertEquals(
        List.of(
            text + ": neither a JPEG nor a PNG",
            missing + ": no such file",
            folder + ": not a file"),
        error.getMessage().lines().toList());
  }

  @Test
  void halfWrittenShardsAreNotRead() throws IOException {
    writeShard(folder.resolve("a.tfrecord"), 2);
    writeShard(folder.resolve(".b.tfrecord.partial"), 1);
    SourceConfig source = ImageSources.detect(folder.toString());
    assertEquals(Format.TFRECORD, source.format());
    assertEquals(2, sources().open(source, List.of()).images().size());
  }

  @Test
  void aFolderOfNothingButHalfWrittenShardsHoldsNoShards() throws IOException {
    writeShard(folder.resolve(".b.tfrecord.partial"), 1);
    assertEquals(Format.FOLDER, ImageSources.detect(folder.toString()).format());
  }

  @Test
  void theRootOfAllFilesIsAFolder() {
    assertEquals(Format.FOLDER, ImageSources.detect("/").format());
  }

  @Test
  void aPatternThatIsNoneIsNamed() {
    SourceConfig source = ImageSources.detect(folder.resolve("[a").toString());
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> sources().open(source, List.of()));
    assertTrue(
        error.getMessage().startsWith(folder.resolve("[a") + ": must be a pattern"),
        error.getMessage());
  }

  @Test
  void anyClassesTakesLabelsAndSoftLabelsOfAnyNumber() throws IOException {
    writeShard(folder.resolve("a.tfrecord"), 3);
    ImageSource images = sources().open(ImageSources.detect(folder.toString()), List.of()).images();
    assertEquals(5, images.label(1));
    assertEquals(4, images.target(1).orElseThrow().length);
  }

  private static ImageSources sources() {
    SourceConfig none = new SourceConfig(Format.NONE, "", "");
    DataConfig data =
        new DataConfig(
            none, none, none, 0, 0, ImageSources.ANY_CLASSES, List.of(), 0, 1 << 20, 0, 1, 0, 0, 0);
    return new ImageSources(data, Optional.empty(), new CorruptRecords(0, line -> {}));
  }

  private static void writeShard(Path shard, int count) throws IOException {
    MemoryImages images = PipelineRun.numbered(count, 4);
    try (OutputStream out = Files.newOutputStream(shard);
        TfRecords.Writer writer = new TfRecords.Writer(out)) {
      for (int i = 0; i < count; i++) {
        writer.write(
            ExampleCodec.encode(
                new StoredExample(
                    ByteString.copyFrom(images.encoded(i)),
                    5,
                    0.5f,
                    List.of(0.1f, 0.2f, 0.3f, 0.4f),
                    i,
                    1)));
      }
    }
  }
}
