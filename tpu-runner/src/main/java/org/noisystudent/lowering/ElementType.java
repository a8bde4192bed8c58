package org.noisystudent.lowering;

import java.util.Arrays;

/** Element types of arrays in a module, of those that TensorFlow lowers to. */
public enum ElementType {
  /** One byte, 0 or 1. */
  PRED(1, 1),
  /** Signed, 8 bits. */
  S8(2, 1),
  /** Signed, 16 bits. */
  S16(3, 2),
  /** Signed, 32 bits. */
  S32(4, 4),
  /** Signed, 64 bits. */
  S64(5, 8),
  /** Unsigned, 8 bits. */
  U8(6, 1),
  /** Unsigned, 16 bits. */
  U16(7, 2),
  /** Unsigned, 32 bits. */
  U32(8, 4),
  /** Unsigned, 64 bits. */
  U64(9, 8),
  /** IEEE half precision. */
  F16(10, 2),
  /** IEEE single precision. */
  F32(11, 4),
  /** IEEE double precision. */
  F64(12, 8),
  /** Two single-precision numbers. */
  C64(15, 8),
  /** The upper half of a single-precision number. */
  BF16(16, 2);

  private final int number;
  private final int bytes;

  ElementType(int number, int bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  /** Returns the bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Returns the type of a number of xla's enum PrimitiveType. */
  static ElementType of(int number) {
    return Arrays.stream(values())
        .filter(type -> type.number == number)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("element type (" + number + ") must be an array's"));
  }
}
