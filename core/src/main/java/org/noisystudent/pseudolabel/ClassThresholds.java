package org.noisystudent.pseudolabel;

import java.util.Arrays;
import java.util.List;

/**
 * The most confident images of each class, exactly: the confidence down to which they reach, and
 * how many of exactly that confidence are taken, the lowest numbers first.
 *
 * <p>Found by counting, not by sorting: the bits of a float order as its value does, so each pass
 * over the scores counts, for each class, the images in equal parts of an interval of bits that the
 * last one taken must lie in, and goes on with the part it lies in. Three passes for 1,000 classes,
 * and memory for the counts alone.
 */
final class ClassThresholds {
  /** Counts of all classes that a thread holds at most: 16 MiB. */
  private static final int COUNTS = 1 << 22;

  private static final int MAX_PART_BITS = 16;
  private static final int FLOAT_BITS = 31;

  /** In place of a threshold that is not looked for: no bits are above it. */
  private static final int CLOSED = Integer.MAX_VALUE;

  private final int[] lowest;
  private final int[] ties;
  private final int[] used;

  private ClassThresholds(int[] lowest, int[] ties, int[] used) {
    this.lowest = lowest;
    this.ties = ties;
    this.used = used;
  }

  /**
   * Finds the thresholds.
   *
   * @param perClass the most images to take of each class, at least 1
   */
  static ClassThresholds find(Scores scores, ConfidenceFilter filter, int perClass) {
    int classes = scores.classes();
    int[] low = new int[classes];
    Arrays.fill(low, filter.lowestBits());
    int[] wanted = new int[classes];
    Arrays.fill(wanted, perClass);
    ClassThresholds found = new ClassThresholds(low.clone(), new int[classes], new int[classes]);
    int partBits = partBits(classes);
    int span = FLOAT_BITS;
    while (span > 0 && !Arrays.stream(low).allMatch(bits -> bits == CLOSED)) {
      int shift = Math.max(0, span - partBits);
      int parts = span - shift;
      int[] counts = count(scores, low, span, shift);
      for (int c = 0; c < classes; c++) {
        if (low[c] != CLOSED) {
          int[] ofClass = Arrays.copyOfRange(counts, c << parts, (c + 1) << parts);
          if (span == FLOAT_BITS) {
            found.used[c] = Math.min(perClass, Arrays.stream(ofClass).sum());
          }
          if (found.used[c] < perClass) {
            found.ties[c] = Integer.MAX_VALUE; // all of the class are taken
            low[c] = CLOSED;
          } else {
            narrow(ofClass, c, low, wanted, shift);
          }
        }
      }
      span = shift;
    }
    for (int c = 0; c < classes; c++) {
      if (low[c] != CLOSED) {
        found.lowest[c] = low[c];
        found.ties[c] = wanted[c];
      }
    }
    return found;
  }

  /** Goes on with the part in which the last image taken lies, counted from the top. */
  private static void narrow(int[] counts, int label, int[] low, int[] wanted, int shift) {
    int part = counts.length - 1;
    while (counts[part] < wanted[label]) {
      wanted[label] -= counts[part];
      part--;
    }
    low[label] += part << shift;
  }

  private static int partBits(int classes) {
    int bits = 1;
    while (bits < MAX_PART_BITS && (long) classes << (bits + 1) <= COUNTS) {
      bits++;
    }
    return bits;
  }

  /** Counts the images in each part, 2^shift wide, of each class's interval, 2^span wide. */
  private static int[] count(Scores scores, int[] low, int span, int shift) {
    int parts = span - shift;
    List<Counts> workers =
        BlockScan.inParallel(
            scores, () -> new Counts(low, span, shift, new int[scores.classes() << parts]));
    int[] sum = workers.get(0).counts;
    for (Counts worker : workers.subList(1, workers.size())) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += worker.counts[i];
      }
    }
    return sum;
  }

  private static final class Counts implements BlockScan.Worker {
    private final int[] low;
    private final int span;
    private final int shift;
    private final int[] counts;

    Counts(int[] low, int span, int shift, int[] counts) {
      this.low = low;
      this.span = span;
      this.shift = shift;
      this.counts = counts;
    }

    @Override
    public void take(int first, long[] scores, int count) {
      for (int i = 0; i < count; i++) {
        int label = Score.label(scores[i]);
        int bits = Score.bits(scores[i]);
        if (label >= 0 && bits <= Score.INFINITY) {
          int above = bits - low[label]; // negative below the interval
          if (above >>> span == 0) {
            counts[(label << (span - shift)) + (above >>> shift)]++;
          }
        }
      }
    }
  }

  /** Returns how many images of a class are taken. */
  int used(int label) {
    return used[label];
  }

  /** Returns the images taken. */
  ImageSet images(Scores scores) {
    ImageSet taken = new ImageSet(scores.images());
    int[] left = ties.clone();
    BlockScan.inOrder(
        scores,
        (first, block, count) -> {
          for (int i = 0; i < count; i++) {
            int label = Score.label(block[i]);
            int bits = Score.bits(block[i]);
            if (label >= 0
                && bits <= Score.INFINITY
                && (bits > lowest[label] || (bits == lowest[label] && left[label]-- > 0))) {
              taken.add(first + i);
            }
          }
        });
    return taken;
  }
}
