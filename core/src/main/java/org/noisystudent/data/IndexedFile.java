package org.noisystudent.data;

import java.nio.file.Path;
import java.util.List;

/**
 * What one reading of an image file or a TFRecord shard found.
 *
 * @param path the file
 * @param size in bytes
 * @param entries its readable images
 * @param corrupt its unreadable ones
 */
record IndexedFile(Path path, long size, List<Entry> entries, List<Corrupt> corrupt) {
  /** In place of the offset of what is a file of its own. */
  static final long WHOLE_FILE = -1;

  IndexedFile {
    entries = List.copyOf(entries);
    corrupt = List.copyOf(corrupt);
  }

  /** Returns where something lies: the file, and the offset in it if it is not all of it. */
  String place(long offset) {
    return offset == WHOLE_FILE ? path.toString() : path + " offset " + offset;
  }

  /**
   * One encoded image.
   *
   * @param recordOffset where its record begins; 0 for an image file
   * @param offset where its bytes begin
   * @param length its bytes
   * @param height of the image, as its header states
   * @param width of the image, as its header states
   * @param checksum CRC-32C of its first bytes
   * @param label as stored, without any offset; {@link ImageSource#UNKNOWN} where there is none
   * @param target the soft label, empty where there is none
   * @param copies how often the image is to be seen in an epoch
   */
  record Entry(
      long recordOffset,
      long offset,
      int length,
      int height,
      int width,
      int checksum,
      int label,
      List<Float> target,
      int copies) {
    Entry {
      target = List.copyOf(target);
    }
  }

  /** What cannot be read, at an offset or {@link #WHOLE_FILE}, and why. */
  record Corrupt(long offset, String reason) {}
}
