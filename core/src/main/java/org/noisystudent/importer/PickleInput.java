package org.noisystudent.importer;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** The bytes of a PyTorch file from first to last; knows where it is, for errors. */
final class PickleInput implements Closeable {
  private static final int MAX_LINE = 1000;
  private final Path file;
  private final long size;
  private final InputStream in;
  private long offset;

  /** Opens a file. */
  PickleInput(Path file) throws IOException {
    this.file = file;
    this.size = Files.size(file);
    this.in = new BufferedInputStream(Files.newInputStream(file));
  }

  /** Returns the number of bytes that were read. */
  long offset() {
    return offset;
  }

  /** Returns an unsigned byte. */
  int unsignedByte() throws IOException {
    return bytes(1)[0] & 0xff;
  }

  /** Returns an unsigned number of two bytes. */
  int unsignedShort() throws IOException {
    return little(Short.BYTES).getShort() & 0xffff;
  }

  /** Returns a signed number of four bytes. */
  int signedInt() throws IOException {
    return little(Integer.BYTES).getInt();
  }

  /** Returns an unsigned number of four bytes. */
  long unsignedInt() throws IOException {
    return signedInt() & 0xffffffffL;
  }

  /** Returns a signed number of eight bytes. */
  long signedLong() throws IOException {
    return little(Long.BYTES).getLong();
  }

  /** Returns a floating-point number of eight bytes, the highest first. */
  double bigEndianDouble() throws IOException {
    return ByteBuffer.wrap(bytes(Double.BYTES)).getDouble();
  }

  /** Returns a signed number of any length. */
  BigInteger integer(int length) throws IOException {
    byte[] little = bytes(length);
    byte[] big = new byte[length + 1]; // never empty
    for (int i = 0; i < length; i++) {
      big[length - i] = little[i];
    }
    big[0] = (byte) (length > 0 && little[length - 1] < 0 ? -1 : 0);
    return new BigInteger(big);
  }

  /** Returns text of a length in bytes. */
  String text(long length) throws IOException {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  /** Returns text up to a line feed, which is read too. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
      if (line.length() == MAX_LINE) {
        throw problem("is no pickle at byte " + offset);
      }
      line.append((char) next);
    }
    return line.toString();
  }

  /** Passes over bytes that must be there. */
  void skip(long length) throws IOException {
    require(length);
    in.skipNBytes(length);
    offset += length;
  }

  private ByteBuffer little(int length) throws IOException {
    return ByteBuffer.wrap(bytes(length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private byte[] bytes(long length) throws IOException {
    require(length);
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw problem("ends at byte " + (offset + bytes.length) + ": it is being written to");
    }
    offset += length;
    return bytes;
  }

  private void require(long length) {
    if (length < 0 || length > size - offset) {
      throw problem(
          "ends at byte %d, but what is at byte %d has %d bytes: cut short"
              .formatted(size, offset, length));
    }
  }

  /** Returns an error about the file. */
  UserErrorException problem(String what) {
    return new UserErrorException(Kind.DATA, "PyTorch file (" + file + ") " + what);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
