package org.noisystudent.pseudolabel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Gives every class the same number of images (paper section 2): the most confident ones where
 * there are more, copies where there are fewer. Exact, where the reference's filter_unlabel.py is
 * right only in expectation. A class without any image stays empty.
 *
 * @param perClass images of each class; 0 = all are kept, once
 * @param duplicate whether classes with fewer are filled up with copies
 * @param seed which images of a class get one copy more than the others follows from it
 */
record ClassBalancer(int perClass, boolean duplicate, long seed) {
  ClassBalancer {
    if (perClass < 0) {
      throw new IllegalArgumentException("pseudoLabel.perClass (" + perClass + ") must be >= 0");
    }
  }

  /**
   * Returns how often each image is to be used, [images]; 0 = not at all.
   *
   * @param kept the images that may be used
   */
  int[] copies(Predictions predictions, int[] kept) {
    int[] copies = new int[predictions.size()];
    if (perClass == 0) {
      for (int image : kept) {
        copies[image] = 1;
      }
      return copies;
    }
    List<List<Integer>> byClass = new ArrayList<>();
    for (int c = 0; c < predictions.classes(); c++) {
      byClass.add(new ArrayList<>());
    }
    for (int image : kept) {
      byClass.get(predictions.top(image)).add(image);
    }
    for (int c = 0; c < byClass.size(); c++) {
      balance(predictions, c, byClass.get(c), copies);
    }
    return copies;
  }

  private void balance(Predictions predictions, int label, List<Integer> images, int[] copies) {
    images.sort(
        Comparator.comparing((Integer image) -> -predictions.confidence(image))
            .thenComparing(Comparator.naturalOrder()));
    int used = Math.min(perClass, images.size());
    List<Integer> best = new ArrayList<>(images.subList(0, used));
    int each = duplicate && used > 0 ? perClass / used : 1;
    int more = duplicate && used > 0 ? perClass % used : 0;
    // Drawn by rank, so that the numbering of the images changes nothing.
    Collections.shuffle(best, new Random(seed * 31 + label));
    for (int i = 0; i < used; i++) {
      copies[best.get(i)] = each + (i < more ? 1 : 0);
    }
  }
}
