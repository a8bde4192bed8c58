package org.noisystudent.pseudolabel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A set of image numbers, one bit each. Several threads may add to it at once. */
final class ImageSet {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
  private final long[] words;

  /** Creates an empty set of numbers below a count. */
  ImageSet(int images) {
    this.words = new long[(int) (((long) images + Long.SIZE - 1) / Long.SIZE)];
  }

  private ImageSet(long[] words) {
    this.words = words;
  }

  /** Returns the set that {@link #bytes} wrote. */
  static ImageSet of(byte[] bytes) {
    long[] words = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
    return new ImageSet(words);
  }

  /** Returns the bits: number n is bit n modulo 8 of byte n / 8; a multiple of 8 bytes. */
  byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(words.length, Long.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(words);
    return bytes.array();
  }

  void add(int image) {
    addAll(image, 1L << image);
  }

  /**
   * Adds several.
   *
   * @param image one of the same word of 64
   * @param bits of that word
   */
  void addAll(int image, long bits) {
    if (bits != 0) {
      WORD.getAndBitwiseOr(words, image / Long.SIZE, bits);
    }
  }

  boolean has(int image) {
    return (words[image / Long.SIZE] >>> image & 1) != 0;
  }

  int size() {
    int size = 0;
    for (long word : words) {
      size += Long.bitCount(word);
    }
    return size;
  }

  /** Returns the lowest number from a given one on, -1 where there is none. */
  int next(int from) {
    int at = from / Long.SIZE;
    if (at >= words.length) {
      return -1;
    }
    long word = words[at] & -1L << from;
    while (word == 0) {
      at++;
      if (at == words.length) {
        return -1;
      }
      word = words[at];
    }
    return at * Long.SIZE + Long.numberOfTrailingZeros(word);
  }

  /** Returns the numbers, ascending: [size]. */
  int[] images() {
    int[] images = new int[size()];
    int image = next(0);
    for (int n = 0; n < images.length; n++) {
      images[n] = image;
      image = next(image + 1);
    }
    return images;
  }
}
