package org.noisystudent.pseudolabel;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The search for {@link ClassThresholds}, a pass over the scores at a time. Immutable; whoever has
 * some of the scores can count them, and the counts of all are added up.
 *
 * <p>Found by counting, not by sorting: the bits of a float order as its value does, so each pass
 * over the scores counts, for each class, the images in equal parts of an interval of bits that the
 * last one taken must lie in, and goes on with the part it lies in. Three passes for 1,000 classes,
 * two where only confidences of 0.3 and more are kept and all are probabilities; and memory for the
 * counts alone.
 */
public final class ThresholdSearch implements Serializable {
  private static final long serialVersionUID = 3;

  /** Counts of all classes that a thread holds at most: 16 MiB. */
  private static final int COUNTS = 1 << 22;

  private static final int MAX_PART_BITS = 16;
  private static final int FLOAT_BITS = 31;

  /** In place of a threshold that is not looked for: no bits are above it. */
  private static final int CLOSED = Integer.MAX_VALUE;

  private final int lowestBits;
  private final int perClass;
  private final int firstSpan;
  private final int span;
  private final int[] low;
  private final int[] wanted;
  private final int[] undecided;
  private final int[] used;

  private ThresholdSearch(
      int lowestBits,
      int perClass,
      int firstSpan,
      int span,
      int[] low,
      int[] wanted,
      int[] undecided,
      int[] used) {
    this.lowestBits = lowestBits;
    this.perClass = perClass;
    this.firstSpan = firstSpan;
    this.span = span;
    this.low = low;
    this.wanted = wanted;
    this.undecided = undecided;
    this.used = used;
  }

  /**
   * Begins a search, whatever the confidences are.
   *
   * @param perClass the most images to take of each class, at least 1
   */
  static ThresholdSearch begin(int classes, ConfidenceFilter filter, int perClass) {
    return begin(classes, filter.lowestBits(), perClass, FLOAT_BITS);
  }

  /**
   * Begins a search that is done sooner where confidences are probabilities, give or take their
   * rounding. Where one turns out to be larger, {@link #next} begins again.
   */
  static ThresholdSearch ofProbabilities(int classes, ConfidenceFilter filter, int perClass) {
    int width = Float.floatToRawIntBits(1f) - filter.lowestBits() + 1;
    int span = Integer.SIZE - Integer.numberOfLeadingZeros(width);
    return begin(classes, filter.lowestBits(), perClass, span);
  }

  private static ThresholdSearch begin(int classes, int lowestBits, int perClass, int span) {
    int[] low = new int[classes];
    Arrays.fill(low, lowestBits);
    int[] wanted = new int[classes];
    Arrays.fill(wanted, perClass);
    return new ThresholdSearch(
        lowestBits, perClass, span, span, low, wanted, new int[classes], new int[classes]);
  }

  /** Returns after how many passes a search for whatever confidences is done at the latest. */
  public static int passes(int classes) {
    int partBits = partBits(classes);
    return (FLOAT_BITS + partBits - 1) / partBits;
  }

  /** Returns whether all is found; further passes then change nothing. */
  public boolean isDone() {
    return span == 0 || Arrays.stream(low).allMatch(bits -> bits == CLOSED);
  }

  /**
   * Counts some of the images for the next pass; nothing where the search is done. The last count
   * is of those above what is looked at.
   */
  public int[] count(Scores scores) {
    if (isDone()) {
      return new int[0];
    }
    int shift = shift();
    int parts = span - shift;
    List<Counts> workers =
        BlockScan.inParallel(
            scores, () -> new Counts(low, span, shift, new int[(low.length << parts) + 1]));
    return BlockScan.sum(workers, worker -> worker.counts);
  }

  /**
   * Returns the search after a pass.
   *
   * @param counts what {@link #count} gives of all images
   */
  public ThresholdSearch next(int[] counts) {
    if (isDone()) {
      return this;
    }
    boolean isFirst = span == firstSpan;
    if (isFirst && counts[counts.length - 1] > 0) {
      return begin(low.length, lowestBits, perClass, FLOAT_BITS);
    }
    int shift = shift();
    int parts = span - shift;
    ThresholdSearch next =
        new ThresholdSearch(
            lowestBits,
            perClass,
            firstSpan,
            shift,
            low.clone(),
            wanted.clone(),
            new int[low.length],
            used.clone());
    for (int c = 0; c < low.length; c++) {
      if (low[c] != CLOSED) {
        int[] ofClass = Arrays.copyOfRange(counts, c << parts, (c + 1) << parts);
        if (isFirst) {
          next.used[c] = Math.min(perClass, Arrays.stream(ofClass).sum());
        }
        if (next.used[c] < perClass) {
          next.low[c] = CLOSED; // all of the class are taken
        } else {
          next.narrow(ofClass, c, shift);
        }
      }
    }
    return next;
  }

  /** Goes on with the part in which the last image taken lies, counted from the top. */
  private void narrow(int[] counts, int label, int shift) {
    int part = counts.length - 1;
    while (counts[part] < wanted[label]) {
      wanted[label] -= counts[part];
      part--;
    }
    low[label] += part << shift;
    undecided[label] = counts[part];
  }

  /** Returns of how many images it is not known whether they are taken. */
  long undecided() {
    return span == firstSpan ? Long.MAX_VALUE : Arrays.stream(undecided).asLongStream().sum();
  }

  /**
   * Returns how many images of a class lie, after a pass, in the interval that the last one taken
   * lies in; 0 where all of the class are taken.
   */
  int undecided(int label) {
    return undecided[label];
  }

  /** Returns whether not all images of a class are taken. */
  boolean isUndecided(int label) {
    return undecided[label] > 0;
  }

  /** Returns how many images of that interval are taken, the most confident ones. */
  int wanted(int label) {
    return wanted[label];
  }

  /** Returns the lowest bits of that interval; where all are taken, the lowest that are kept. */
  int lowest(int label) {
    return low[label] == CLOSED ? lowestBits : low[label];
  }

  /** Returns the highest bits of that interval: images above are taken. */
  int highest(int label) {
    return (int) Math.min(Score.INFINITY, low[label] + (1L << span) - 1);
  }

  /** Returns how many images of a class are taken, after a pass. */
  int used(int label) {
    return used[label];
  }

  /** Returns what was found, once the search is done. */
  public ClassThresholds found() {
    if (!isDone()) {
      throw new IllegalStateException("the search must be done");
    }
    int[] lowest = new int[low.length];
    int[] ties = new int[low.length];
    for (int c = 0; c < low.length; c++) {
      lowest[c] = lowest(c);
      ties[c] = low[c] == CLOSED ? ClassThresholds.ALL : wanted[c];
    }
    return new ClassThresholds(lowest, ties, used.clone());
  }

  private int shift() {
    return Math.max(0, span - partBits(low.length));
  }

  private static int partBits(int classes) {
    int bits = 1;
    while (bits < MAX_PART_BITS && (long) classes << (bits + 1) <= COUNTS) {
      bits++;
    }
    return bits;
  }

  /** Counts the images in each part, 2^shift wide, of each class's interval, 2^span wide. */
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
          } else if (above > 0) {
            counts[counts.length - 1]++;
          }
        }
      }
    }
  }
}
