package org.noisystudent.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes 8-bit grey and RGB images as PNG (W3C PNG, no filter), without AWT. */
final class PngEncoder {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private PngEncoder() {}

  /** Returns one image of the pixels, encoded. */
  static byte[] encode(Pixels pixels, int row) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    byte colour = (byte) (pixels.channels() == 1 ? 0 : 2);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(pixels.width()).putInt(pixels.height());
    chunk(out, "IHDR", header.put((byte) 8).put(colour).array());
    chunk(out, "IDAT", deflate(lines(pixels, row)));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  /** Each line follows its filter's number, 0. */
  private static byte[] lines(Pixels pixels, int row) {
    int line = pixels.width() * pixels.channels();
    byte[] lines = new byte[pixels.height() * (line + 1)];
    for (int y = 0; y < pixels.height(); y++) {
      int from = row * pixels.imageBytes() + y * line;
      System.arraycopy(pixels.bytes(), from, lines, y * (line + 1) + 1, line);
    }
    return lines;
  }

  private static byte[] deflate(byte[] bytes) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 13];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    out.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    out.writeBytes(name);
    out.writeBytes(content);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
