package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.savedmodel.UserErrorException;

class IdxFileTest {
  private static final byte[] IMAGES =
      ByteBuffer.allocate(16 + 8)
          .putInt(0x803)
          .putInt(2)
          .putInt(2)
          .putInt(2)
          .put(new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) 200})
          .array();
  private static final byte[] LABELS =
      ByteBuffer.allocate(10).putInt(0x801).putInt(2).put(new byte[] {1, 0}).array();

  @TempDir Path folder;

  @Test
  void readsPlainAndGzip() throws IOException {
    Path plain = write("images-idx3", IMAGES);
    Path labels = write("labels-idx1", LABELS);
    MemoryImages a = IdxFile.read(plain, labels.toString(), 2);
    MemoryImages b = IdxFile.read(zipped(), labels.toString(), 2);
    assertEquals(2, a.size());
    assertEquals(1, a.label(0));
    assertEquals((byte) 200, a.pixels().bytes()[7]);
    assertEquals(a.fingerprint(), b.fingerprint());
    assertEquals(plain + " image 1", a.describe(1));
  }

  @Test
  void aTruncatedFileIsNamedWithWhatItHolds() throws IOException {
    Path file = write("images", Arrays.copyOf(IMAGES, 21));
    assertEquals(
        file + ": truncated: values (5) must be the 8 that its header says", imagesError(file));
    Path header = write("header", Arrays.copyOf(IMAGES, 9));
    assertEquals(
        header + ": truncated: must hold as many values as its header says", imagesError(header));
  }

  @Test
  void aTruncatedGzipFileIsTruncated() throws IOException {
    Path zipped = zipped();
    byte[] whole = Files.readAllBytes(zipped);
    Files.write(zipped, Arrays.copyOf(whole, whole.length - 9));
    assertEquals(
        zipped + ": truncated: must hold as many values as its header says", imagesError(zipped));
  }

  @Test
  void aRealFileCutInTheMiddleIsTruncated() throws IOException {
    byte[] whole =
        Files.readAllBytes(
            Path.of(System.getProperty("project.root", ".."))
                .resolve("test-data/fashion-mnist/t10k-images-idx3-ubyte.gz"));
    Path half = write("half.gz", Arrays.copyOf(whole, whole.length / 2));
    assertEquals(
        half + ": truncated: must hold as many values as its header says", imagesError(half));
  }

  @Test
  void aHeaderThatCountsMoreThanTheFileHoldsIsRefused() throws IOException {
    byte[] images = IMAGES.clone();
    ByteBuffer.wrap(images).putInt(4, 500_000_000); // 2 GB of pixels
    Path file = write("images", images);
    assertEquals(
        file + ": truncated: values (8) must be the 2000000000 that its header says",
        imagesError(file));
    ByteBuffer.wrap(images).putInt(4, 600_000_000);
    Path larger = write("larger", images);
    assertEquals(
        larger + ": bytes (2400000000) must be < 2^31; convert it to TFRecord shards",
        imagesError(larger));
    byte[] labels = LABELS.clone();
    ByteBuffer.wrap(labels).putInt(4, 3);
    Path more = write("labels", labels);
    assertEquals(
        more + ": truncated: values (2) must be the 3 that its header says",
        assertThrows(UserErrorException.class, () -> IdxFile.labels(more, 2)).getMessage());
  }

  @Test
  void aWrongMagicNumberIsRefused() throws IOException {
    Path file = write("labels", LABELS);
    assertEquals(
        file
            + ": magic number (0x00000801) must be 0x00000803 or 0x00000804 (images of unsigned"
            + " bytes)",
        imagesError(file));
  }

  @Test
  void bytesPastTheEndAreRefused() throws IOException {
    Path file = write("images", Arrays.copyOf(IMAGES, IMAGES.length + 1));
    assertEquals(
        file + ": size must be what its header says; there are bytes past its end",
        imagesError(file));
  }

  @Test
  void aMissingFileIsOneLine() {
    Path file = folder.resolve("none");
    assertEquals(file + ": no such file", imagesError(file));
  }

  @Test
  void labelsMustBeAsManyAsImagesAndWithinTheClasses() throws IOException {
    Path images = write("images", IMAGES);
    byte[] three = ByteBuffer.allocate(11).putInt(0x801).putInt(3).put(new byte[3]).array();
    Path labels = write("labels", three);
    assertEquals(
        labels + ": labels (3) must be as many as the images of " + images + " (2)",
        assertThrows(UserErrorException.class, () -> IdxFile.read(images, labels.toString(), 2))
            .getMessage());
    Path good = write("good", LABELS);
    assertEquals(
        good + ": label 0 (1) must be < data.classes (1)",
        assertThrows(UserErrorException.class, () -> IdxFile.labels(good, 1)).getMessage());
  }

  private static String imagesError(Path file) {
    UserErrorException error = assertThrows(UserErrorException.class, () -> IdxFile.images(file));
    assertEquals(UserErrorException.Kind.DATA, error.kind());
    return error.getMessage();
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private Path zipped() throws IOException {
    Path zipped = folder.resolve("images.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(IMAGES);
    }
    return zipped;
  }
}
