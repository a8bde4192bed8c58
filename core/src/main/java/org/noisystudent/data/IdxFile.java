package org.noisystudent.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Reads the IDX format of MNIST, plain or gzip: a magic number 0x0000TTDD (type, dimensions), a
 * big-endian size for each dimension, then the values. Only unsigned bytes are read.
 */
final class IdxFile {
  private static final int IMAGES = 0x0803;
  private static final int COLOUR_IMAGES = 0x0804;
  private static final int LABELS = 0x0801;
  private static final long MAX_BYTES = Integer.MAX_VALUE - 16L;

  private IdxFile() {}

  /** Reads images and, where the path is not empty, their labels. */
  static MemoryImages read(Path images, String labels, int classes) {
    Pixels pixels = images(images);
    int[] classOf = new int[pixels.count()];
    if (labels.isEmpty()) {
      Arrays.fill(classOf, ImageSource.UNKNOWN);
    } else {
      classOf = labels(Path.of(labels), classes);
      if (classOf.length != pixels.count()) {
        throw data(
            "%s: labels (%d) must be as many as the images of %s (%d)",
            labels, classOf.length, images, pixels.count());
      }
    }
    return new MemoryImages(
        pixels,
        Choice.all(pixels.count()),
        classOf,
        Optional.empty(),
        row -> images + " image " + row);
  }

  /** Reads [n, height, width] or [n, height, width, channels]. */
  static Pixels images(Path path) {
    return open(
        path,
        in -> {
          int magic = in.readInt();
          if (magic != IMAGES && magic != COLOUR_IMAGES) {
            throw wrongMagic(path, magic, "0x00000803 or 0x00000804 (images of unsigned bytes)");
          }
          int count = dimension(path, in, "images");
          int height = dimension(path, in, "height");
          int width = dimension(path, in, "width");
          int channels = magic == COLOUR_IMAGES ? dimension(path, in, "channels") : 1;
          if (channels != 1 && channels != 3) {
            throw data("%s: channels (%d) must be 1 or 3", path, channels);
          }
          byte[] bytes = values(path, in, (double) count * height * width * channels);
          return new Pixels(bytes, height, width, channels);
        });
  }

  /** Reads [n] classes, each below {@code classes}. */
  static int[] labels(Path path, int classes) {
    byte[] bytes =
        open(
            path,
            in -> {
              int magic = in.readInt();
              if (magic != LABELS) {
                throw wrongMagic(path, magic, "0x00000801 (labels of unsigned bytes)");
              }
              return values(path, in, dimension(path, in, "labels"));
            });
    int[] labels = new int[bytes.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Byte.toUnsignedInt(bytes[i]);
      if (labels[i] >= classes) {
        throw data("%s: label %d (%d) must be < data.classes (%d)", path, i, labels[i], classes);
      }
    }
    return labels;
  }

  private interface Reading<T> {
    T read(DataInputStream in) throws IOException;
  }

  private static <T> T open(Path path, Reading<T> reading) {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        DataInputStream in = new DataInputStream(unzip(file))) {
      T result = reading.read(in);
      if (in.read() >= 0) {
        throw data("%s: size must be what its header says; there are bytes past its end", path);
      }
      return result;
    } catch (NoSuchFileException e) {
      throw new UserErrorException(Kind.DATA, path + ": no such file", e);
    } catch (EOFException e) {
      throw new UserErrorException(
          Kind.DATA, path + ": truncated: must hold as many values as its header says", e);
    } catch (ZipException e) {
      throw new UserErrorException(
          Kind.DATA, path + ": not readable as gzip: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, path + ": cannot be read: " + e, e);
    }
  }

  private static InputStream unzip(InputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzip ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in;
  }

  private static int dimension(Path path, DataInputStream in, String name) throws IOException {
    int size = in.readInt();
    if (size <= 0) {
      throw data("%s: %s (%d) must be > 0", path, name, size);
    }
    return size;
  }

  private static byte[] values(Path path, DataInputStream in, double count) throws IOException {
    if (count > MAX_BYTES) {
      throw data("%s: bytes (%.0f) must be < 2^31; convert it to TFRecord shards", path, count);
    }
    byte[] bytes = in.readNBytes((int) count);
    if (bytes.length != (int) count) {
      throw data(
          "%s: truncated: values (%d) must be the %.0f that its header says",
          path, bytes.length, count);
    }
    return bytes;
  }

  private static UserErrorException wrongMagic(Path path, int magic, String rule) {
    return data("%s: magic number (0x%08x) must be %s", path, magic, rule);
  }

  private static UserErrorException data(String format, Object... values) {
    return new UserErrorException(Kind.DATA, String.format(Locale.ROOT, format, values));
  }
}
