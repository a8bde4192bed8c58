package org.noisystudent.data;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Reads the binary form of CIFAR-10 (a label, then 32 x 32 pixels, plane by plane) and of CIFAR-100
 * (a coarse and a fine label before them); {@code train.bin} and {@code test.bin} are CIFAR-100's
 * names.
 */
final class CifarFile {
  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int IMAGE = 3 * PLANE;

  private CifarFile() {}

  /** Returns the files to read: the one named, or those of a folder; empty where there are none. */
  static List<Path> find(Path source) throws IOException {
    if (Files.isRegularFile(source)) {
      return source.toString().endsWith(".bin") ? List.of(source) : List.of();
    }
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(source)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(source, "*.bin")) {
        entries.forEach(found::add);
      }
    }
    Collections.sort(found);
    return found;
  }

  /** Reads all images of files, in order; the label is the fine one. */
  static MemoryImages read(List<Path> files) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    List<String> places = new ArrayList<>();
    int count = 0;
    for (Path file : files) {
      byte[] content = Files.readAllBytes(file);
      int record = labelBytes(file) + IMAGE;
      if (content.length == 0 || content.length % record != 0) {
        throw new UserErrorException(
            Kind.DATA,
            "%s: size (%d) must be a multiple of %d, the bytes of a CIFAR record"
                .formatted(file, content.length, record));
      }
      contents.add(content);
      count += content.length / record;
    }
    byte[] pixels = new byte[Math.multiplyExact(count, IMAGE)];
    int[] labels = new int[count];
    int image = 0;
    for (int i = 0; i < files.size(); i++) {
      int labelBytes = labelBytes(files.get(i));
      byte[] content = contents.get(i);
      for (int at = 0; at < content.length; at += labelBytes + IMAGE) {
        labels[image] = Byte.toUnsignedInt(content[at + labelBytes - 1]);
        interleave(content, at + labelBytes, pixels, image * IMAGE);
        places.add(files.get(i) + " offset " + at);
        image++;
      }
    }
    return new MemoryImages(
        new Pixels(pixels, SIDE, SIDE, 3),
        Choice.all(count),
        labels,
        Optional.empty(),
        places::get);
  }

  private static int labelBytes(Path file) {
    String name = file.getFileName().toString();
    return name.equals("train.bin") || name.equals("test.bin") ? 2 : 1;
  }

  /** From planes of red, green and blue to RGB pixels. */
  private static void interleave(byte[] planes, int from, byte[] pixels, int to) {
    for (int i = 0; i < PLANE; i++) {
      for (int channel = 0; channel < 3; channel++) {
        pixels[to + 3 * i + channel] = planes[from + channel * PLANE + i];
      }
    }
  }
}
