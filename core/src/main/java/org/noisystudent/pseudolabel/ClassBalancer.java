package org.noisystudent.pseudolabel;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Gives every class the same number of images (paper section 2): the most confident ones where
 * there are more, of equals those with the lowest numbers; copies where there are fewer. Exact,
 * where the reference's filter_unlabel.py is right only in expectation. A class without any image
 * stays empty.
 *
 * @param perClass images of each class; 0 = all are kept, once
 * @param duplicate whether classes with fewer are filled up with copies
 * @param seed which images of a class get one copy more than the others follows from it
 * @param sorted the most images that are sorted at once, in 8 bytes each, unless one class has more
 */
public record ClassBalancer(int perClass, boolean duplicate, long seed, int sorted) {
  /** In the smallest heap: 8 MiB, a chosen bound. */
  private static final int FEW_SORTED = 1 << 20;

  /** In the largest heap: an array is indexed by an int. */
  private static final int MOST_SORTED = 1 << 30;

  /** Checks the count. */
  public ClassBalancer {
    if (perClass < 0) {
      throw new IllegalArgumentException("pseudoLabel.perClass (" + perClass + ") must be >= 0");
    }
  }

  /** Creates a balancer that sorts as many images at once as lie in a quarter of the heap. */
  public ClassBalancer(int perClass, boolean duplicate, long seed) {
    this(perClass, duplicate, seed, fitting());
  }

  private static int fitting() {
    return (int) Math.max(FEW_SORTED, Math.min(MOST_SORTED, BlockScan.sortable()));
  }

  /** Returns how often each image is to be used. */
  Copies copies(Scores scores, ConfidenceFilter filter) {
    return BalancingPasses.copies(scores, filter, this);
  }

  /** Begins the search for the images that are taken at all. */
  public ThresholdSearch search(int classes, ConfidenceFilter filter) {
    return ThresholdSearch.begin(classes, filter, most());
  }

  /** Returns the most images that are taken of a class. */
  int most() {
    return perClass == 0 ? Integer.MAX_VALUE : perClass;
  }

  /**
   * Returns how often each image of a class is used, but for those used once more.
   *
   * @param used how many images are taken of it
   */
  public int each(int used) {
    return isFilled(used) ? perClass / used : 1;
  }

  /**
   * Returns whether some images of a class are used once more than others. All its images are taken
   * then: it has fewer than are wanted.
   *
   * @param used how many images are taken of it
   */
  public boolean isUneven(int used) {
    return isFilled(used) && perClass % used > 0;
  }

  private boolean isFilled(int used) {
    return perClass > 0 && duplicate && used > 0;
  }

  /**
   * Returns what orders the images of some scores that are of classes with some images used once
   * more, by class: what {@link #oneMore} takes of all scores.
   *
   * @param before how many images there are before the first one of these scores
   */
  public Map<Integer, long[]> unevenKeys(
      Scores part, int before, ConfidenceFilter filter, ClassThresholds thresholds) {
    Map<Integer, ImmutableLongArray.Builder> keys = new TreeMap<>();
    for (int c = 0; c < thresholds.classes(); c++) {
      if (isUneven(thresholds.used(c))) {
        keys.put(c, ImmutableLongArray.builder());
      }
    }
    BlockScan.inOrder(
        part,
        (first, block, count) -> {
          for (int i = 0; i < count; i++) {
            if (filter.keeps(block[i]) && keys.containsKey(Score.label(block[i]))) {
              keys.get(Score.label(block[i])).add(Score.orderKey(block[i], before + first + i));
            }
          }
        });
    Map<Integer, long[]> found = new TreeMap<>();
    keys.forEach((label, some) -> found.put(label, some.build().toArray()));
    return found;
  }

  /**
   * Returns the images of a class that are used once more than its others.
   *
   * @param keys of all its images, in any order
   */
  public int[] oneMore(int label, long[] keys) {
    long[] sorted = keys.clone();
    Arrays.sort(sorted);
    return oneMore(label, sorted, 0, sorted.length).toArray();
  }

  /** Does the same with keys that are sorted, from a place (inclusive) to another (exclusive). */
  IntStream oneMore(int label, long[] sorted, int from, int to) {
    int[] ranks = shuffledRanks(to - from, label);
    return IntStream.range(0, perClass % (to - from)).map(r -> (int) sorted[from + ranks[r]]);
  }

  /** Draws by rank, so that the numbering of the images changes nothing. */
  private int[] shuffledRanks(int count, int label) {
    return Shuffle.of(count, new Random(seed * 31 + label));
  }
}
