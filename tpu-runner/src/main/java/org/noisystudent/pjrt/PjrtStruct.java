package org.noisystudent.pjrt;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for one C struct, or for an array of equal ones, and for what its fields point to. Starts
 * as zeros with its own size filled in; freed when closed.
 */
final class PjrtStruct implements AutoCloseable {
  private final PjrtLayout layout;
  private final Memory memory;
  private final List<Memory> owned = new ArrayList<>();

  /** Creates the struct of a layout. */
  PjrtStruct(PjrtLayout layout) {
    this(layout, 1);
  }

  /** Creates structs of a layout, one after the other. */
  PjrtStruct(PjrtLayout layout, int count) {
    this.layout = layout;
    // one byte for an empty array: memory must have a size
    this.memory = new Memory(Math.max(1L, (long) layout.size() * count));
    memory.clear();
    for (int i = 0; i < count; i++) {
      memory.setLong((long) i * layout.size() + PjrtLayout.STRUCT_SIZE, layout.size());
    }
  }

  /** Returns where the memory is. */
  Pointer pointer() {
    return memory;
  }

  /** Sets a field to a pointer. */
  PjrtStruct set(String field, Pointer value) {
    memory.setPointer(layout.offset(field), value);
    return this;
  }

  /** Sets a field to a number; a shorter field has the padding for it. */
  PjrtStruct set(String field, long value) {
    return set(0, field, value);
  }

  /** Sets a field of the struct at an index of the array to a number. */
  PjrtStruct set(int index, String field, long value) {
    memory.setLong((long) index * layout.size() + layout.offset(field), value);
    return this;
  }

  /** Sets a field and the field of its size to a copy of bytes. */
  PjrtStruct set(String field, String sizeField, byte[] value) {
    return set(0, field, sizeField, value);
  }

  /** Sets a field of the struct at an index, and the field of its size, to a copy of bytes. */
  PjrtStruct set(int index, String field, String sizeField, byte[] value) {
    Memory bytes = own(value.length);
    bytes.write(0, value, 0, value.length);
    return setOwned(index, field, sizeField, bytes, value.length);
  }

  /** Sets a field and the field of its size to a copy of whole numbers of 64 bits. */
  PjrtStruct set(String field, String sizeField, long[] value) {
    return set(0, field, sizeField, value);
  }

  /** Sets a field of the struct at an index, and the field of its size, to a copy of numbers. */
  PjrtStruct set(int index, String field, String sizeField, long[] value) {
    Memory numbers = own((long) value.length * Long.BYTES);
    numbers.write(0, value, 0, value.length);
    return setOwned(index, field, sizeField, numbers, value.length);
  }

  /** Returns memory that is freed with this struct, cleared. */
  Memory own(long bytes) {
    Memory memory = new Memory(Math.max(1, bytes));
    memory.clear();
    owned.add(memory);
    return memory;
  }

  private PjrtStruct setOwned(int index, String field, String sizeField, Memory value, long size) {
    long base = (long) index * layout.size();
    memory.setPointer(base + layout.offset(field), value);
    memory.setLong(base + layout.offset(sizeField), size);
    return this;
  }

  /** Returns a field that is a pointer, which may be {@link Pointer#NULL}. */
  Pointer pointer(String field) {
    return memory.getPointer(layout.offset(field));
  }

  /** Returns a field of 64 bits. */
  long number(String field) {
    return memory.getLong(layout.offset(field));
  }

  /** Returns a field of 32 bits. */
  int integer(String field) {
    return memory.getInt(layout.offset(field));
  }

  /** Returns a field that is a C bool. */
  boolean flag(String field) {
    return memory.getByte(layout.offset(field)) != 0;
  }

  /** Returns a copy of the bytes that a field points to. */
  byte[] bytes(String field, String sizeField) {
    int size = Math.toIntExact(number(sizeField));
    return size == 0 ? new byte[0] : pointer(field).getByteArray(0, size);
  }

  /** Returns the text that a field points to. */
  String text(String field, String sizeField) {
    return new String(bytes(field, sizeField), StandardCharsets.UTF_8);
  }

  /** Returns the pointers that a field points to. */
  List<Pointer> pointers(String field, String sizeField) {
    int size = Math.toIntExact(number(sizeField));
    return size == 0 ? List.of() : List.of(pointer(field).getPointerArray(0, size));
  }

  @Override
  public void close() {
    owned.forEach(Memory::close);
    memory.close();
  }
}
