package org.noisystudent.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatFile.Entry;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;

/**
 * Reads the form of SVHN's cropped digits, a MATLAB file (version 5 to 7, compressed or not) with
 * {@code X}, uint8 [height, width, 3, n], and {@code y}, n labels 1..10. As in the reference's
 * proc_svhn.py, label 10 is the digit and class 0.
 */
final class MatlabFile {
  private static final int DIGITS = 10;
  private static final int CHANNELS = 3;
  private static final long MAX_BYTES = Integer.MAX_VALUE - 16L;

  private MatlabFile() {}

  /** Reads all images with their classes. */
  static MemoryImages read(Path path, int classes) {
    if (!Files.isRegularFile(path)) {
      throw error(path, Files.exists(path) ? "must be a file" : "no such file");
    }
    if (classes < DIGITS) {
      throw error(path, "data.classes (" + classes + ") must be >= 10, as the labels are digits");
    }
    try (MatFile file = Mat5.readFromFile(path.toFile())) {
      Matrix images = matrix(path, file, "X");
      int[] shape = images.getDimensions();
      boolean one = shape.length == 3; // MATLAB drops the last dimension of a single image
      if (images.getType() != MatlabType.UInt8
          || (shape.length != 4 && !one)
          || shape[2] != CHANNELS) {
        throw error(
            path,
            "X (%s %s) must be uint8 [height, width, 3, n]"
                .formatted(images.getType(), Arrays.toString(shape)));
      }
      int count = one ? 1 : shape[3];
      int[] labels = labels(path, matrix(path, file, "y"), count);
      return new MemoryImages(
          pixels(path, images, count, shape[0], shape[1]),
          Choice.all(count),
          labels,
          Optional.empty(),
          row -> path + " image " + row);
    } catch (IOException e) {
      throw unreadable(path, e);
    } catch (IndexOutOfBoundsException | IllegalArgumentException | IllegalStateException e) {
      throw unreadable(path, e); // what the library says of damaged contents
    }
  }

  private static UserErrorException unreadable(Path path, Exception cause) {
    return new UserErrorException(
        Kind.DATA,
        path
            + ": not readable as a MATLAB file of version 5 to 7: "
            + UserErrorException.firstLine(cause),
        cause);
  }

  private static Matrix matrix(Path path, MatFile file, String name) {
    for (Entry entry : file.getEntries()) {
      if (entry.getName().equals(name) && entry.getValue() instanceof Matrix matrix) {
        return matrix;
      }
    }
    throw error(path, "must hold the matrix " + name + "; it has none");
  }

  private static int[] labels(Path path, Matrix y, int count) {
    if (y.getNumElements() != count) {
      throw error(
          path,
          "y (%d labels) must be as many as the images of X (%d)"
              .formatted(y.getNumElements(), count));
    }
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      double label = y.getDouble(i);
      if (label < 1 || label > DIGITS || label != Math.rint(label)) {
        throw error(path, "image %d: label (%s) must be in 1..10".formatted(i, label));
      }
      labels[i] = (int) label % DIGITS;
    }
    return labels;
  }

  /** From columns, plane by plane, to RGB pixels row by row. */
  private static Pixels pixels(Path path, Matrix images, int count, int height, int width) {
    int plane = height * width;
    if ((double) plane * CHANNELS * count > MAX_BYTES) {
      throw error(path, "X must have < 2^31 values");
    }
    byte[] pixels = new byte[plane * CHANNELS * count];
    int to = 0;
    for (int i = 0; i < count; i++) {
      int first = i * CHANNELS * plane;
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          for (int channel = 0; channel < CHANNELS; channel++) {
            pixels[to++] = images.getByte(first + channel * plane + column * height + row);
          }
        }
      }
    }
    return new Pixels(pixels, height, width, CHANNELS);
  }

  private static UserErrorException error(Path path, String problem) {
    return new UserErrorException(Kind.DATA, path + ": " + problem);
  }
}
