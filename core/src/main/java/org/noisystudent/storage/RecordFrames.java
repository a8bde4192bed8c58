package org.noisystudent.storage;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * TFRecord framing in memory: length (8 bytes), masked CRC-32C of it, data, masked CRC-32C of the
 * data, all little-endian. For files this program wrote itself, small enough to be held whole.
 */
public final class RecordFrames {
  private static final int HEADER = 12;
  private static final int FOOTER = 4;

  private RecordFrames() {}

  /** Appends one framed record. */
  public static void append(ByteArrayOutputStream out, byte[] record) {
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(record.length);
    header.putInt(maskedCrc(header.array(), 0, Long.BYTES));
    out.writeBytes(header.array());
    out.writeBytes(record);
    ByteBuffer footer = ByteBuffer.allocate(FOOTER).order(ByteOrder.LITTLE_ENDIAN);
    footer.putInt(maskedCrc(record, 0, record.length));
    out.writeBytes(footer.array());
  }

  /**
   * Returns the records of a file; a torn or changed one is an error that names file and offset.
   */
  public static List<byte[]> split(String name, byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int start = bytes.position();
      if (bytes.remaining() < HEADER + FOOTER) {
        throw corrupt(name, start);
      }
      long length = bytes.getLong();
      if (bytes.getInt() != maskedCrc(file, start, Long.BYTES)
          || length < 0
          || length > bytes.remaining() - FOOTER) {
        throw corrupt(name, start);
      }
      byte[] record = new byte[(int) length];
      bytes.get(record);
      if (bytes.getInt() != maskedCrc(record, 0, record.length)) {
        throw corrupt(name, start);
      }
      records.add(record);
    }
    return records;
  }

  private static int maskedCrc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  private static UserErrorException corrupt(String name, int offset) {
    return new UserErrorException(
        Kind.DATA, name + " is damaged at byte " + offset + ": delete it and run again");
  }
}
