package org.noisystudent.pseudolabel;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
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
  private static final int SORTED = 1 << 24;

  /** Checks the count. */
  public ClassBalancer {
    if (perClass < 0) {
      throw new IllegalArgumentException("pseudoLabel.perClass (" + perClass + ") must be >= 0");
    }
  }

  /** Creates a balancer that sorts up to 16 million images at once. */
  public ClassBalancer(int perClass, boolean duplicate, long seed) {
    this(perClass, duplicate, seed, SORTED);
  }

  /** Returns how often each image is to be used. */
  Copies copies(Scores scores, ConfidenceFilter filter) {
    ClassThresholds thresholds = ClassThresholds.find(scores, filter, most());
    int[] each = new int[scores.classes()];
    List<Integer> uneven = new ArrayList<>();
    for (int c = 0; c < each.length; c++) {
      each[c] = each(thresholds, c);
      if (isUneven(thresholds, c)) {
        uneven.add(c);
      }
    }
    ImageSet more = new ImageSet(scores.images());
    addOneMore(scores, filter, thresholds, uneven, more);
    return new Copies(scores, thresholds.images(scores), each, more);
  }

  /** Begins the search for the images that are taken at all. */
  public ThresholdSearch search(int classes, ConfidenceFilter filter) {
    return ThresholdSearch.begin(classes, filter, most());
  }

  private int most() {
    return perClass == 0 ? Integer.MAX_VALUE : perClass;
  }

  /** Returns how often each image taken of a class is used, but for those used once more. */
  public int each(ClassThresholds thresholds, int label) {
    return isFilled(thresholds, label) ? perClass / thresholds.used(label) : 1;
  }

  /** Returns whether some images of a class are used once more than others. */
  public boolean isUneven(ClassThresholds thresholds, int label) {
    return isFilled(thresholds, label) && perClass % thresholds.used(label) > 0;
  }

  private boolean isFilled(ClassThresholds thresholds, int label) {
    return perClass > 0 && duplicate && thresholds.used(label) > 0;
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
      if (isUneven(thresholds, c)) {
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
    int[] ranks = shuffledRanks(sorted.length, label);
    return IntStream.range(0, perClass % sorted.length).map(r -> (int) sorted[ranks[r]]).toArray();
  }

  /** Chooses the images that get one copy more, so many classes at a time as may be sorted. */
  private void addOneMore(
      Scores scores,
      ConfidenceFilter filter,
      ClassThresholds thresholds,
      List<Integer> uneven,
      ImageSet more) {
    int next = 0;
    while (next < uneven.size()) {
      int begin = next;
      int images = 0;
      while (next < uneven.size()
          && (next == begin || images <= sorted - thresholds.used(uneven.get(next)))) {
        images += thresholds.used(uneven.get(next));
        next++;
      }
      addOneMore(scores, filter, thresholds, uneven.subList(begin, next), images, more);
    }
  }

  private void addOneMore(
      Scores scores,
      ConfidenceFilter filter,
      ClassThresholds thresholds,
      List<Integer> labels,
      int images,
      ImageSet more) {
    int[] begin = new int[labels.size() + 1];
    int[] place = new int[scores.classes()];
    Arrays.fill(place, -1);
    for (int i = 0; i < labels.size(); i++) {
      begin[i + 1] = begin[i] + thresholds.used(labels.get(i));
      place[labels.get(i)] = i;
    }
    // All images of such a class are used: it has fewer than are wanted.
    long[] keys = new long[images];
    AtomicIntegerArray next = new AtomicIntegerArray(begin);
    BlockScan.inParallel(
        scores,
        () ->
            (first, block, count) -> {
              for (int i = 0; i < count; i++) {
                if (filter.keeps(block[i]) && place[Score.label(block[i])] >= 0) {
                  int at = next.getAndIncrement(place[Score.label(block[i])]);
                  keys[at] = Score.orderKey(block[i], first + i);
                }
              }
            });
    BlockScan.forEach(
        labels.size(),
        i -> {
          long[] ofClass = Arrays.copyOfRange(keys, begin[i], begin[i + 1]);
          Arrays.stream(oneMore(labels.get(i), ofClass)).forEach(more::add);
        });
  }

  /** Draws by rank, so that the numbering of the images changes nothing. */
  private int[] shuffledRanks(int count, int label) {
    return Shuffle.of(count, new Random(seed * 31 + label));
  }
}
