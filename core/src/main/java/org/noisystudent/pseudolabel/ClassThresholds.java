package org.noisystudent.pseudolabel;

import com.google.common.primitives.ImmutableIntArray;
import java.io.Serializable;
import java.util.function.IntConsumer;

/**
 * The most confident images of each class, exactly: the confidence down to which they reach, and
 * how many of exactly that confidence are taken, the lowest numbers first. Immutable.
 */
public final class ClassThresholds implements Serializable {
  private static final long serialVersionUID = 1;

  /** In place of a number of ties: all images of the class are taken. */
  static final int ALL = Integer.MAX_VALUE;

  private final int[] lowest;
  private final int[] ties;
  private final int[] used;

  /** Takes over what a {@link ThresholdSearch} found. */
  ClassThresholds(int[] lowest, int[] ties, int[] used) {
    this.lowest = lowest;
    this.ties = ties;
    this.used = used;
  }

  /** Returns the number of classes. */
  public int classes() {
    return used.length;
  }

  /** Returns how many images of a class are taken. */
  public int used(int label) {
    return used[label];
  }

  /** Takes the images of all scores, ascending. */
  void take(Scores scores, IntConsumer taken) {
    take(scores, ties.clone(), taken);
  }

  /**
   * Counts the images of a part of the scores that are of exactly the lowest confidence that is
   * taken of their class: [classes]. Of a class of which all are taken none is counted.
   */
  public int[] tied(Scores part) {
    int[] tied = new int[used.length];
    BlockScan.inOrder(
        part,
        (first, block, count) -> {
          for (int i = 0; i < count; i++) {
            int label = Score.label(block[i]);
            if (label >= 0 && ties[label] != ALL && Score.bits(block[i]) == lowest[label]) {
              tied[label]++;
            }
          }
        });
    return tied;
  }

  /**
   * Returns the images taken of a part of the scores, ascending, by their numbers in it.
   *
   * @param tiedBefore the sum of {@link #tied} over the parts before it
   */
  public int[] images(Scores part, int[] tiedBefore) {
    int[] left = ties.clone();
    for (int c = 0; c < left.length; c++) {
      left[c] = Math.max(0, left[c] - tiedBefore[c]);
    }
    ImmutableIntArray.Builder taken = ImmutableIntArray.builder();
    take(part, left, taken::add);
    return taken.build().toArray();
  }

  private void take(Scores scores, int[] left, IntConsumer taken) {
    BlockScan.inOrder(
        scores,
        (first, block, count) -> {
          for (int i = 0; i < count; i++) {
            int label = Score.label(block[i]);
            int bits = Score.bits(block[i]);
            if (label >= 0
                && bits <= Score.INFINITY
                && (bits > lowest[label] || (bits == lowest[label] && left[label]-- > 0))) {
              taken.accept(first + i);
            }
          }
        });
  }
}
