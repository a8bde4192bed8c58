package org.noisystudent.pjrt;

import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An option or an attribute of a plugin, a client or a topology. The value is a String, a Long, a
 * list of Long, a Float or a Boolean.
 */
public record NamedValue(String name, Object value) {
  private static final PjrtRecord LAYOUT = PjrtRecord.NAMED_VALUE;

  /** As numbered in the C header. */
  private enum Type {
    STRING(0),
    INT64(1),
    INT64_LIST(2),
    FLOAT(3),
    BOOL(4);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    static Type of(int number) {
      for (Type type : values()) {
        if (type.number == number) {
          return type;
        }
      }
      throw new IllegalArgumentException("type (" + number + ") must be 0..4");
    }
  }

  /** Checks the type of the value. */
  public NamedValue {
    type(name, value);
  }

  /** Returns an option that is a whole number. */
  public static NamedValue of(String name, long value) {
    return new NamedValue(name, value);
  }

  /** Returns an option that is text. */
  public static NamedValue of(String name, String value) {
    return new NamedValue(name, value);
  }

  private static Type type(String name, Object value) {
    if (value instanceof String) {
      return Type.STRING;
    } else if (value instanceof Long) {
      return Type.INT64;
    } else if (value instanceof List<?> list && list.stream().allMatch(Long.class::isInstance)) {
      return Type.INT64_LIST;
    } else if (value instanceof Float) {
      return Type.FLOAT;
    } else if (value instanceof Boolean) {
      return Type.BOOL;
    }
    throw new IllegalArgumentException(
        "%s (%s) must be a String, a Long, a list of Long, a Float or a Boolean"
            .formatted(name, value));
  }

  /** Returns the values as an array of structs. */
  static PjrtStruct structs(List<NamedValue> values) {
    PjrtStruct structs = new PjrtStruct(LAYOUT, values.size());
    for (int i = 0; i < values.size(); i++) {
      values.get(i).write(structs, i);
    }
    return structs;
  }

  private void write(PjrtStruct structs, int index) {
    Type type = type(name, value);
    structs.set(index, "name", "name_size", name.getBytes(StandardCharsets.UTF_8));
    structs.set(index, "type", type.number);
    structs.set(index, "value_size", 1);
    switch (type) {
      case STRING ->
          structs.set(
              index, "value", "value_size", ((String) value).getBytes(StandardCharsets.UTF_8));
      case INT64 -> structs.set(index, "value", (Long) value);
      case INT64_LIST ->
          structs.set(
              index,
              "value",
              "value_size",
              ((List<?>) value).stream().mapToLong(each -> (Long) each).toArray());
      case FLOAT -> structs.set(index, "value", Float.floatToIntBits((Float) value));
      case BOOL -> structs.set(index, "value", (Boolean) value ? 1 : 0);
    }
  }

  /** Reads the structs that a field of a call's results points to. */
  static List<NamedValue> read(PjrtStruct results, String field, String countField) {
    List<NamedValue> values = new ArrayList<>();
    for (int i = 0; i < results.number(countField); i++) {
      Pointer base = results.pointer(field).share((long) i * LAYOUT.size());
      values.add(
          new NamedValue(
              text(base, LAYOUT.offset("name"), base.getLong(LAYOUT.offset("name_size"))),
              value(base)));
    }
    return values;
  }

  private static Object value(Pointer base) {
    int offset = LAYOUT.offset("value");
    long size = base.getLong(LAYOUT.offset("value_size"));
    return switch (Type.of(base.getInt(LAYOUT.offset("type")))) {
      case STRING -> text(base, offset, size);
      case INT64 -> base.getLong(offset);
      case INT64_LIST -> numbers(base, offset, size);
      case FLOAT -> base.getFloat(offset);
      case BOOL -> base.getByte(offset) != 0;
    };
  }

  private static List<Long> numbers(Pointer base, int offset, long size) {
    List<Long> numbers = new ArrayList<>();
    for (long i = 0; i < size; i++) {
      numbers.add(base.getPointer(offset).getLong(i * Long.BYTES));
    }
    return List.copyOf(numbers);
  }

  private static String text(Pointer base, int offset, long size) {
    return size == 0
        ? ""
        : new String(
            base.getPointer(offset).getByteArray(0, Math.toIntExact(size)), StandardCharsets.UTF_8);
  }
}
