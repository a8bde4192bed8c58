package org.noisystudent.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * A TFRecord file that this program wrote itself, read record by record. Unlike in a user's shards
 * a damaged record is never passed over: it is an error that names file and offset.
 */
public final class RecordFile implements Closeable {
  private static final int BUFFER = 1 << 18;

  private final String name;
  private final InputStream in;
  private long offset;

  private RecordFile(String name, InputStream in) {
    this.name = name;
    this.in = in;
  }

  /** Opens a file. */
  public static RecordFile open(Path file) {
    try {
      return of(file.toString(), Files.newInputStream(file));
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, file + ": cannot be read: " + e, e);
    }
  }

  /** Reads a stream, which it closes, under the name of its file. */
  static RecordFile of(String name, InputStream in) {
    return new RecordFile(name, new BufferedInputStream(in, BUFFER));
  }

  /** Returns the content of the next record; empty at the end. */
  public Optional<byte[]> next() {
    try {
      Optional<Integer> length = length();
      if (length.isEmpty()) {
        return Optional.empty();
      }
      byte[] content = in.readNBytes(length.get());
      byte[] footer = in.readNBytes(TfRecords.FOOTER);
      if (footer.length < TfRecords.FOOTER
          || littleEndian(footer).getInt() != TfRecords.maskedCrc(content, content.length)) {
        throw damaged();
      }
      offset += TfRecords.HEADER + content.length + TfRecords.FOOTER;
      return Optional.of(content);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Passes over the next record without a look at its content; false at the end. */
  public boolean skip() {
    try {
      Optional<Integer> length = length();
      if (length.isPresent()) {
        in.skipNBytes((long) length.get() + TfRecords.FOOTER);
        offset += TfRecords.HEADER + (long) length.get() + TfRecords.FOOTER;
      }
      return length.isPresent();
    } catch (EOFException e) {
      throw damaged();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private Optional<Integer> length() throws IOException {
    byte[] header = in.readNBytes(TfRecords.HEADER);
    if (header.length == 0) {
      return Optional.empty();
    }
    if (header.length < TfRecords.HEADER
        || littleEndian(header).getInt(Long.BYTES) != TfRecords.maskedCrc(header, Long.BYTES)) {
      throw damaged();
    }
    long length = littleEndian(header).getLong();
    if (length < 0 || length > Integer.MAX_VALUE - 8) {
      throw damaged();
    }
    return Optional.of((int) length);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private UserErrorException damaged() {
    return new UserErrorException(
        Kind.DATA, name + " is damaged at byte " + offset + ": delete it and run again");
  }

  private UserErrorException unreadable(IOException cause) {
    return new UserErrorException(Kind.DATA, name + ": cannot be read: " + cause, cause);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }
}
