package org.noisystudent.corruption;

import com.google.common.primitives.Longs;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** An 8-bit image, grey or RGB: bytes in the order [row, column, channel]; never changed. */
public final class Bitmap {
  private final byte[] bytes;
  private final int height;
  private final int width;
  private final int channels;

  /**
   * Wraps bytes, which the caller gives away.
   *
   * @param channels 1 or 3
   */
  public Bitmap(byte[] bytes, int height, int width, int channels) {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels (" + channels + ") must be 1 or 3");
    }
    if (height < 1 || width < 1 || bytes.length != height * width * channels) {
      throw new IllegalArgumentException(
          "bytes (%d) must be %d x %d x %d".formatted(bytes.length, height, width, channels));
    }
    this.bytes = bytes;
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  public int channels() {
    return channels;
  }

  /** Returns the length of the shorter side. */
  public int side() {
    return Math.min(height, width);
  }

  /** Returns a copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns a value, 0..255. */
  int at(int row, int column, int channel) {
    return Byte.toUnsignedInt(bytes[(row * width + column) * channels + channel]);
  }

  /** Returns a value by its place in the bytes, 0..255. */
  int at(int place) {
    return Byte.toUnsignedInt(bytes[place]);
  }

  int length() {
    return bytes.length;
  }

  /** Returns the image in colour: three equal channels where it is grey. */
  public Bitmap rgb() {
    if (channels == 3) {
      return this;
    }
    byte[] rgb = new byte[3 * bytes.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = bytes[i / 3];
    }
    return new Bitmap(rgb, height, width, 3);
  }

  /** Returns the luma of ITU-R BT.601, in the 16-bit arithmetic of Pillow's {@code L}. */
  public Bitmap grey() {
    if (channels == 1) {
      return this;
    }
    byte[] grey = new byte[bytes.length / 3];
    for (int i = 0; i < grey.length; i++) {
      int luma = 19595 * at(3 * i) + 38470 * at(3 * i + 1) + 7471 * at(3 * i + 2) + 0x8000;
      grey[i] = (byte) (luma >> 16);
    }
    return new Bitmap(grey, height, width, 1);
  }

  /** Returns the part at a row and column; what lies outside the image is black. */
  Bitmap crop(int top, int left, int rows, int columns) {
    byte[] part = new byte[rows * columns * channels];
    int from = Math.max(0, -left);
    int until = Math.min(columns, width - left);
    for (int row = Math.max(0, -top); row < Math.min(rows, height - top); row++) {
      if (until > from) {
        System.arraycopy(
            bytes,
            ((top + row) * width + left + from) * channels,
            part,
            (row * columns + from) * channels,
            (until - from) * channels);
      }
    }
    return new Bitmap(part, rows, columns, channels);
  }

  /** Returns a number that equal images share, and others do not. */
  long identity() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(12).putInt(height).putInt(width).putInt(channels).flip());
      return Longs.fromByteArray(digest.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bitmap that
        && height == that.height
        && width == that.width
        && channels == that.channels
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return height + " x " + width + " x " + channels;
  }
}
