package org.noisystudent.device;

import com.google.common.hash.Hashing;
import com.google.common.primitives.ImmutableIntArray;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a process says at a barrier, as numbers that devices can sum: how many devices it has,
 * whether it comes again, a hash of where it is and what it found, and the beginning of both as
 * text.
 *
 * @param devices how many devices count themselves
 * @param again whether it is not done yet, and all meet again
 * @param words SHA-256, then UTF-8, zeros after its end
 */
public record BarrierNote(int devices, boolean again, ImmutableIntArray words) {
  /** Numbers of a process in what is summed. */
  public static final int NUMBERS = 64;

  private static final int HASH_BYTES = 32;
  private static final int WORDS = NUMBERS - 2;
  private static final int BYTES = WORDS * Integer.BYTES;

  /** Returns the note of one device of a process. */
  static BarrierNote of(String place, String value, boolean again) {
    String text = value.isEmpty() ? place : place + ": " + value;
    byte[] hash = Hashing.sha256().hashString(text, StandardCharsets.UTF_8).asBytes();
    byte[] bytes = Arrays.copyOf(hash, BYTES);
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(utf8, 0, bytes, HASH_BYTES, Math.min(utf8.length, BYTES - HASH_BYTES));
    int[] words = new int[WORDS];
    ByteBuffer.wrap(bytes).asIntBuffer().get(words);
    return new BarrierNote(1, again, ImmutableIntArray.copyOf(words));
  }

  /** Returns the note of a process from what was summed. */
  static BarrierNote read(ByteBuffer sum, int process) {
    IntBuffer numbers = sum.asIntBuffer().position(process * NUMBERS);
    int devices = numbers.get();
    boolean again = numbers.get() != 0;
    int[] words = new int[WORDS];
    numbers.get(words);
    return new BarrierNote(devices, again, ImmutableIntArray.copyOf(words));
  }

  /** Writes this into the place of a process, or for a further device the count alone. */
  public void write(ByteBuffer numbers, int process, boolean whole) {
    IntBuffer place = numbers.asIntBuffer().position(process * NUMBERS);
    place.put(devices);
    if (whole) {
      place.put(again ? 1 : 0).put(words.toArray());
    }
  }

  /** Returns whether two processes say the same. */
  boolean sameAs(BarrierNote other) {
    return words.equals(other.words);
  }

  /** Returns the beginning of the text. */
  String text() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.asIntBuffer().put(words.toArray());
    int end = BYTES;
    while (end > HASH_BYTES && bytes.get(end - 1) == 0) {
      end--;
    }
    return new String(bytes.array(), HASH_BYTES, end - HASH_BYTES, StandardCharsets.UTF_8);
  }
}
