package org.noisystudent.data;

import com.google.common.hash.Hashing;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The TFRecord format: for each record its length (8 bytes, little-endian), the masked CRC-32C of
 * the length, the bytes, and their masked CRC-32C (tensorflow/core/lib/io/record_writer.h).
 */
public final class TfRecords {
  /** Bytes before a record's content. */
  static final int HEADER = 12;

  /** Bytes behind a record's content. */
  static final int FOOTER = 4;

  private static final int MASK_DELTA = 0xa282ead8;

  private TfRecords() {}

  /** What is done with the records of a file. */
  public interface Visitor {
    /** Takes the content of a good record that begins at an offset. */
    void record(long offset, byte[] content);

    /** Takes what cannot be read at an offset. */
    void corrupt(long offset, String reason);
  }

  /**
   * Reads all records, in order. A record whose content is damaged is skipped; past a damaged
   * length or a cut-off end nothing can be read.
   */
  public static void read(InputStream in, Visitor visitor) throws IOException {
    long offset = 0;
    while (true) {
      byte[] header = in.readNBytes(HEADER);
      if (header.length == 0) {
        return;
      }
      if (header.length < HEADER) {
        visitor.corrupt(offset, "truncated record: the file ends within its header");
        return;
      }
      ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
      long length = fields.getLong(0);
      if (fields.getInt(8) != maskedCrc(header, 8)
          || length < 0
          || length > Integer.MAX_VALUE - 8) {
        visitor.corrupt(offset, "damaged record length: what follows cannot be read");
        return;
      }
      byte[] content = in.readNBytes((int) length);
      byte[] footer = in.readNBytes(FOOTER);
      if (footer.length < FOOTER) {
        visitor.corrupt(offset, "truncated record: the file ends within it");
        return;
      }
      int crc = ByteBuffer.wrap(footer).order(ByteOrder.LITTLE_ENDIAN).getInt();
      if (crc == maskedCrc(content, content.length)) {
        visitor.record(offset, content);
      } else {
        visitor.corrupt(offset, "damaged record: its CRC-32C does not match");
      }
      offset += HEADER + length + FOOTER;
    }
  }

  /** Returns the CRC-32C of the first bytes of an array, masked as TensorFlow stores it. */
  public static int maskedCrc(byte[] bytes, int length) {
    int crc = Hashing.crc32c().hashBytes(bytes, 0, length).asInt();
    return ((crc >>> 15) | (crc << 17)) + MASK_DELTA;
  }

  /** Writes records to a stream, which it closes. */
  public static final class Writer implements Closeable {
    private final OutputStream out;

    /** Creates a writer; the stream should be buffered. */
    public Writer(OutputStream out) {
      this.out = out;
    }

    /** Appends one record. */
    public void write(byte[] content) throws IOException {
      ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
      header.putLong(content.length);
      header.putInt(maskedCrc(header.array(), 8));
      ByteBuffer footer = ByteBuffer.allocate(FOOTER).order(ByteOrder.LITTLE_ENDIAN);
      footer.putInt(maskedCrc(content, content.length));
      out.write(header.array());
      out.write(content);
      out.write(footer.array());
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
