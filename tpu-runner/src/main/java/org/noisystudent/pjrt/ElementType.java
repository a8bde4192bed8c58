package org.noisystudent.pjrt;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the elements of an array on a device are. */
public enum ElementType {
  /** One byte, 0 or 1. */
  PRED(1, 1, 1),
  /** Signed, 8 bits. */
  S8(2, 2, 1),
  /** Signed, 16 bits. */
  S16(3, 3, 2),
  /** Signed, 32 bits. */
  S32(4, 4, 4),
  /** Signed, 64 bits. */
  S64(5, 5, 8),
  /** Unsigned, 8 bits. */
  U8(6, 6, 1),
  /** Unsigned, 16 bits. */
  U16(7, 7, 2),
  /** Unsigned, 32 bits. */
  U32(8, 8, 4),
  /** Unsigned, 64 bits. */
  U64(9, 9, 8),
  /** IEEE half precision. */
  F16(10, 10, 2),
  /** IEEE single precision. */
  F32(11, 11, 4),
  /** IEEE double precision. */
  F64(12, 12, 8),
  /** The upper half of a single-precision number. */
  BF16(13, 16, 2),
  /** Two single-precision numbers. */
  C64(14, 15, 8);

  private final int number;
  private final int hloNumber;
  private final int bytes;

  ElementType(int number, int hloNumber, int bytes) {
    this.number = number;
    this.hloNumber = hloNumber;
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
    return first(type -> type.number == number)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "element type (%d) must be one of a bool, whole numbers of 8 to 64 bits, f16, bf16, f32, f64, c64"
                        .formatted(number)));
  }

  /** Returns the type of a number of xla's enum PrimitiveType; nothing if it is none of these. */
  public static Optional<ElementType> inHlo(int number) {
    return first(type -> type.hloNumber == number);
  }

  private static Optional<ElementType> first(Predicate<ElementType> wanted) {
    return Stream.of(values()).filter(wanted).findFirst();
  }
}
