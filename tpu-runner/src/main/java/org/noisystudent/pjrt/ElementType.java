package org.noisystudent.pjrt;

/** What the elements of an array on a device are. */
public enum ElementType {
  PRED(1, 1),
  S8(2, 1),
  S16(3, 2),
  S32(4, 4),
  S64(5, 8),
  U8(6, 1),
  U16(7, 2),
  U32(8, 4),
  U64(9, 8),
  F16(10, 2),
  F32(11, 4),
  F64(12, 8),
  BF16(13, 2);

  private final int number;
  private final int bytes;

  ElementType(int number, int bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  /** Returns the number of the type in the C header. */
  int number() {
    return number;
  }

  /** Returns the bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Returns the type of a number of the C header. */
  static ElementType of(int number) {
    for (ElementType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "element type ("
            + number
            + ") must be one of a bool, whole numbers of 8 to 64 bits, f16,"
            + " bf16, f32, f64");
  }
}
