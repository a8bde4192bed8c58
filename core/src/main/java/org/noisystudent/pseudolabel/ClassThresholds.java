package org.noisystudent.pseudolabel;

import com.google.common.primitives.ImmutableIntArray;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The most confident images of each class, exactly: the confidence down to which they reach, and
 * how many of exactly that confidence are taken, the lowest numbers first. Immutable.
 */
public final class ClassThresholds implements Serializable {
  private static final long serialVersionUID = 1;

  /** In place of a number of ties: all images of the class are taken. */
  static final int ALL = Integer.MAX_VALUE;

  /**
   * More images than these that are of exactly their class's lowest confidence are not held, but
   * looked for in another pass. While they are put in order they take several times their 64 MiB.
   */
  private static final int MOST_TIES = 1 << 24;

  private final int[] lowest;
  private final int[] ties;
  private final int[] used;

  /** Takes over what a {@link ThresholdSearch} found. */
  ClassThresholds(int[] lowest, int[] ties, int[] used) {
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
    ThresholdSearch search = ThresholdSearch.ofProbabilities(scores.classes(), filter, perClass);
    while (!search.isDone()) {
      search = search.next(search.count(scores));
    }
    return search.found();
  }

  /** Returns the number of classes. */
  public int classes() {
    return used.length;
  }

  /** Returns how many images of a class are taken. */
  public int used(int label) {
    return used[label];
  }

  /** Returns the images taken. */
  ImageSet images(Scores scores) {
    return images(scores, MOST_TIES);
  }

  /** Returns the images taken, and holds so many of one confidence. */
  ImageSet images(Scores scores, int mostTies) {
    ImageSet taken = new ImageSet(scores.images());
    AtomicInteger held = new AtomicInteger();
    List<Above> workers = BlockScan.inParallel(scores, () -> new Above(taken, held, mostTies));
    if (held.get() > mostTies) {
      take(scores, ties.clone(), taken::add);
      return taken;
    }
    int[] tied = workers.stream().flatMapToInt(Above::tied).sorted().toArray();
    int[] left = ties.clone();
    for (int image : tied) {
      if (left[Score.label(scores.score(image))]-- > 0) {
        taken.add(image);
      }
    }
    return taken;
  }

  /** Adds the images above the lowest confidence that is taken, and holds those that are of it. */
  private final class Above implements BlockScan.Worker {
    private final ImageSet taken;
    private final AtomicInteger held;
    private final int mostTies;
    private final ImmutableIntArray.Builder tied = ImmutableIntArray.builder();

    Above(ImageSet taken, AtomicInteger held, int mostTies) {
      this.taken = taken;
      this.held = held;
      this.mostTies = mostTies;
    }

    IntStream tied() {
      return tied.build().stream();
    }

    @Override
    public void take(int first, long[] scores, int count) {
      long word = 0;
      for (int i = 0; i < count; i++) {
        int label = Score.label(scores[i]);
        int bits = Score.bits(scores[i]);
        int image = first + i;
        if (label >= 0 && bits <= Score.INFINITY && bits >= lowest[label]) {
          if (bits > lowest[label] || ties[label] == ALL) {
            word |= 1L << image;
          } else if (held.get() <= mostTies) {
            held.incrementAndGet();
            tied.add(image);
          }
        }
        if (i == count - 1 || (image + 1) % Long.SIZE == 0) {
          taken.addAll(image, word);
          word = 0;
        }
      }
    }
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
