package org.noisystudent.data;

/** Numbers of 16 bits (IEEE 754 binary16), which Java 17 does not know. */
final class Half {
  private static final int SIGN = 0x8000;
  private static final int INFINITY = 0x7c00;
  private static final int NAN = 0x7e00;

  /** The bits of 2^-14, the smallest number that is not subnormal. */
  private static final int SMALLEST_NORMAL = 0x38800000;

  /** The bits of 2^16: from here on everything is infinite. */
  private static final int TOO_LARGE = 0x47800000;

  /** What the exponents differ by, in the place of a float's. */
  private static final int BIAS = (127 - 15) << 23;

  private static final int DROPPED_BITS = 13;

  private Half() {}

  /** Returns the nearest number, of two equally near ones the even one. */
  static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & SIGN;
    int size = bits & 0x7fffffff;
    if (size >= TOO_LARGE) {
      return (short) (sign | (Float.isNaN(value) ? NAN : INFINITY));
    }
    if (size < SMALLEST_NORMAL) {
      return (short) (sign | (int) Math.rint(Float.intBitsToFloat(size) * 0x1p24));
    }
    int odd = (size >>> DROPPED_BITS) & 1;
    int rounded = size + (1 << (DROPPED_BITS - 1)) - 1 + odd;
    return (short) (sign | (rounded - BIAS) >>> DROPPED_BITS);
  }

  /** Returns the number as a float, which holds it exactly. */
  static float toFloat(short half) {
    int sign = (half & SIGN) << 16;
    int exponent = (half & INFINITY) >>> 10;
    int fraction = half & 0x3ff;
    if (exponent == 0) {
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * 0x1p-24f));
    }
    if (exponent == 31) {
      return Float.intBitsToFloat(sign | 0x7f800000 | fraction << DROPPED_BITS);
    }
    return Float.intBitsToFloat(sign | ((exponent << 10 | fraction) << DROPPED_BITS) + BIAS);
  }
}
