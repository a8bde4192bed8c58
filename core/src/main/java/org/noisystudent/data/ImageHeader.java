package org.noisystudent.data;

import java.util.Arrays;

/** The size that the header of a JPEG or PNG states, read without decoding the image. */
record ImageHeader(int height, int width) {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int PNG_HEADER = 24;

  /**
   * Reads the first bytes of an image file.
   *
   * @param maxPixels the largest height x width that is let through
   */
  static ImageHeader read(byte[] bytes, long maxPixels) throws CorruptImageException {
    ImageHeader header;
    if (bytes.length >= 3 && at(bytes, 0) == 0xff && at(bytes, 1) == 0xd8 && at(bytes, 2) == 0xff) {
      header = jpeg(bytes);
    } else if (startsWith(bytes, PNG)) {
      header = png(bytes);
    } else {
      throw new CorruptImageException("neither a JPEG nor a PNG");
    }
    if (header.height < 1 || header.width < 1) {
      throw new CorruptImageException(
          "size (%d x %d) must be > 0".formatted(header.height, header.width));
    }
    if ((long) header.height * header.width > maxPixels) {
      throw new CorruptImageException(
          "pixels (%d x %d) must be <= data.maxPixels (%d)"
              .formatted(header.height, header.width, maxPixels));
    }
    return header;
  }

  /** Walks the segments to the frame header (ITU T.81, B.2.2: any SOF but DHT, JPG and DAC). */
  private static ImageHeader jpeg(byte[] bytes) throws CorruptImageException {
    int i = 2;
    while (i + 9 < bytes.length) {
      if (at(bytes, i) != 0xff) {
        throw new CorruptImageException("JPEG without a marker at byte " + i);
      }
      int marker = at(bytes, i + 1);
      if (marker == 0xff) {
        i++;
      } else if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
        i += 2;
      } else if (marker >= 0xc0
          && marker <= 0xcf
          && marker != 0xc4
          && marker != 0xc8
          && marker != 0xcc) {
        return new ImageHeader(two(bytes, i + 5), two(bytes, i + 7));
      } else {
        i += 2 + two(bytes, i + 2);
      }
    }
    throw new CorruptImageException("truncated JPEG: no frame header");
  }

  private static ImageHeader png(byte[] bytes) throws CorruptImageException {
    if (bytes.length < PNG_HEADER) {
      throw new CorruptImageException("truncated PNG: no header");
    }
    int width = two(bytes, 16) << 16 | two(bytes, 18);
    int height = two(bytes, 20) << 16 | two(bytes, 22);
    return new ImageHeader(height, width);
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static int at(byte[] bytes, int i) {
    return Byte.toUnsignedInt(bytes[i]);
  }

  private static int two(byte[] bytes, int i) {
    return at(bytes, i) << 8 | at(bytes, i + 1);
  }
}
