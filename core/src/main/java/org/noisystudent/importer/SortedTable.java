package org.noisystudent.importer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.noisystudent.data.TfRecords;
import org.noisystudent.savedmodel.UserErrorException;

/**
 * A table of keys and values as LevelDB lays them out (its doc/table_format.md), without
 * compression: blocks of entries whose keys share prefixes, an index block that says where they
 * are, a footer that says where that is. Every block has a CRC-32C.
 */
final class SortedTable {
  private static final int FOOTER = 48;
  private static final long MAGIC = 0xdb4775248b80fb57L;

  /** A block's type and its CRC. */
  private static final int TRAILER = 5;

  private static final int NOT_COMPRESSED = 0;

  private final ByteBuffer file;
  private final Function<String, UserErrorException> problem;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * An entry of a table.
   *
   * @param key any bytes
   * @param value any bytes
   */
  record Entry(ByteBuffer key, ByteBuffer value) {}

  private SortedTable(byte[] bytes, Function<String, UserErrorException> problem) {
    this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.problem = problem;
  }

  /**
   * Returns all entries of a table.
   *
   * @param problem makes the error for what is wrong with the bytes
   */
  static List<Entry> read(byte[] bytes, Function<String, UserErrorException> problem) {
    SortedTable table = new SortedTable(bytes, problem);
    table.readAll();
    return table.entries;
  }

  private void readAll() {
    int size = file.limit();
    if (size < FOOTER || file.getLong(size - Long.BYTES) != MAGIC) {
      throw problem.apply("ends at byte " + size + " without the footer of a table: cut short");
    }
    ByteBuffer footer = slice(size - FOOTER, FOOTER);
    varint(footer); // where the block of filters is,
    varint(footer); // and its size: there are none
    for (Entry indexed : block(footer)) {
      entries.addAll(block(indexed.value()));
    }
  }

  /** Reads the block that a handle tells of: offset and size, as varints. */
  private List<Entry> block(ByteBuffer handle) {
    long offset = varint(handle);
    long size = varint(handle);
    if (offset < 0 || size < Integer.BYTES || offset > file.limit() - TRAILER - size) {
      throw problem.apply(
          "has a block of %d bytes at byte %d, past its end".formatted(size, offset));
    }
    ByteBuffer content = slice((int) offset, (int) size);
    byte[] checked = Arrays.copyOfRange(file.array(), (int) offset, (int) (offset + size) + 1);
    if (TfRecords.maskedCrc(checked, checked.length) != file.getInt((int) (offset + size) + 1)) {
      throw problem.apply("is damaged in the block at byte " + offset + ": its CRC-32C differs");
    }
    int type = Byte.toUnsignedInt(file.get((int) (offset + size)));
    if (type != NOT_COMPRESSED) {
      throw problem.apply(
          "has a compressed block (type %d) at byte %d; TensorFlow 1.2 and later write none"
              .formatted(type, offset));
    }
    return entries(content, offset);
  }

  private List<Entry> entries(ByteBuffer content, long offset) {
    int restarts = content.getInt(content.limit() - Integer.BYTES);
    long end = content.limit() - Integer.BYTES * (restarts + 1L);
    if (restarts < 0 || end < 0) {
      throw badBlock(offset);
    }
    content.limit((int) end);
    List<Entry> found = new ArrayList<>();
    byte[] key = new byte[0];
    while (content.hasRemaining()) {
      long shared = varint(content);
      long own = varint(content);
      long length = varint(content);
      if (shared < 0 || shared > key.length || own < 0 || length < 0) {
        throw badBlock(offset);
      }
      if (own > content.remaining() || length > content.remaining() - own) {
        throw badBlock(offset);
      }
      key = Arrays.copyOf(key, (int) (shared + own));
      content.get(key, (int) shared, (int) own);
      byte[] value = new byte[(int) length];
      content.get(value);
      found.add(new Entry(ByteBuffer.wrap(key.clone()), ByteBuffer.wrap(value)));
    }
    return found;
  }

  private UserErrorException badBlock(long offset) {
    return problem.apply("is damaged in the block at byte " + offset + ": no table's entries");
  }

  private ByteBuffer slice(int offset, int size) {
    return file.slice(offset, size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE && from.hasRemaining(); shift += 7) {
      byte next = from.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw problem.apply("is damaged: a number in it has no end");
  }
}
