package org.noisystudent.data;

/** Decoded images of one size: bytes in the order [image, row, column, channel]; never written. */
final class Pixels {
  private final byte[] bytes;
  private final int height;
  private final int width;
  private final int channels;

  /** Wraps the bytes, which the caller gives away. */
  Pixels(byte[] bytes, int height, int width, int channels) {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels (" + channels + ") must be 1 or 3");
    }
    this.bytes = bytes;
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  byte[] bytes() {
    return bytes;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  int channels() {
    return channels;
  }

  /** Returns the bytes of one image. */
  int imageBytes() {
    return height * width * channels;
  }

  int count() {
    return bytes.length / imageBytes();
  }
}
