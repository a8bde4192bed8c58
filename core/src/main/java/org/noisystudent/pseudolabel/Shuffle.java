package org.noisystudent.pseudolabel;

import java.util.Arrays;
import java.util.Random;

/** Random orders, the same as {@link java.util.Collections#shuffle} gives of a list. */
final class Shuffle {
  private Shuffle() {}

  /** Returns the numbers below a count in a random order. */
  static int[] of(int count, Random random) {
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    for (int i = count; i > 1; i--) {
      int j = random.nextInt(i);
      int last = order[i - 1];
      order[i - 1] = order[j];
      order[j] = last;
    }
    return order;
  }
}
