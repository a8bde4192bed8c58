package org.noisystudent.pseudolabel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;

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
record ClassBalancer(int perClass, boolean duplicate, long seed, int sorted) {
  private static final int SORTED = 1 << 24;

  ClassBalancer {
    if (perClass < 0) {
      throw new IllegalArgumentException("pseudoLabel.perClass (" + perClass + ") must be >= 0");
    }
  }

  ClassBalancer(int perClass, boolean duplicate, long seed) {
    this(perClass, duplicate, seed, SORTED);
  }

  /** Returns how often each image is to be used. */
  Copies copies(Scores scores, ConfidenceFilter filter) {
    int most = perClass == 0 ? Integer.MAX_VALUE : perClass;
    ClassThresholds thresholds = ClassThresholds.find(scores, filter, most);
    int[] each = new int[scores.classes()];
    Arrays.fill(each, 1);
    ImageSet more = new ImageSet(scores.images());
    if (perClass > 0 && duplicate) {
      List<Integer> uneven = new ArrayList<>();
      for (int c = 0; c < each.length; c++) {
        int used = thresholds.used(c);
        if (used > 0) {
          each[c] = perClass / used;
          if (perClass % used > 0) {
            uneven.add(c);
          }
        }
      }
      addOneMore(scores, filter, thresholds, uneven, more);
    }
    return new Copies(scores, thresholds.images(scores), each, more);
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
          Arrays.sort(keys, begin[i], begin[i + 1]);
          int used = begin[i + 1] - begin[i];
          int[] ranks = shuffledRanks(used, labels.get(i));
          for (int r = 0; r < perClass % used; r++) {
            more.add((int) keys[begin[i] + ranks[r]]);
          }
        });
  }

  /** Draws by rank, so that the numbering of the images changes nothing. */
  private int[] shuffledRanks(int count, int label) {
    return Shuffle.of(count, new Random(seed * 31 + label));
  }
}
