package org.noisystudent.bench;

import java.util.Arrays;
import java.util.List;
import org.noisystudent.pseudolabel.Score;
import org.noisystudent.pseudolabel.Scores;
import org.noisystudent.pseudolabel.Selection;

/**
 * Checks a selection of a few classes by another way than it was made: all images of the class are
 * sorted.
 *
 * @param scores what was selected from
 * @param minConfidence the lowest confidence that is kept
 * @param perClass images wanted of each class
 */
record SortedClasses(Scores scores, double minConfidence, int perClass) {
  /**
   * Checks one class.
   *
   * @return the images of the class that are confident enough
   * @throws IllegalStateException that says what is wrong
   */
  int check(Selection selection, int label) {
    float[] confidences = new float[1024];
    int[] images = new int[1024];
    int count = 0;
    for (int image = 0; image < scores.images(); image++) {
      long score = scores.score(image);
      boolean kept =
          Score.label(score) == label && Score.confidence(score) >= (float) minConfidence;
      if (kept) {
        if (count == images.length) {
          confidences = Arrays.copyOf(confidences, 2 * count);
          images = Arrays.copyOf(images, 2 * count);
        }
        confidences[count] = Score.confidence(score);
        images[count++] = image;
      } else if (Score.label(score) == label && selection.copies(image) > 0) {
        throw wrong(label, "image " + image + " is used, but is not confident enough");
      }
    }
    check(selection, label, Arrays.copyOf(confidences, count), Arrays.copyOf(images, count));
    return count;
  }

  private void check(Selection selection, int label, float[] confidences, int[] images) {
    int used = Math.min(perClass, images.length);
    float[] sorted = confidences.clone();
    Arrays.sort(sorted);
    float last = used == 0 ? Float.NaN : sorted[sorted.length - used];
    long above = count(sorted, last);
    long total = 0;
    int least = Integer.MAX_VALUE;
    int most = 0;
    long ties = used - above;
    for (int i = 0; i < images.length; i++) {
      boolean best = confidences[i] > last || (confidences[i] == last && ties-- > 0);
      int copies = selection.copies(images[i]);
      if (best != copies > 0) {
        throw wrong(label, "image " + images[i] + " has " + copies + " copies");
      }
      if (best) {
        total += copies;
        least = Math.min(least, copies);
        most = Math.max(most, copies);
      }
    }
    if (used > 0 && (total != perClass || most - least > 1)) {
      throw wrong(label, total + " copies in all, from " + least + " to " + most + " an image");
    }
  }

  private static long count(float[] sorted, float last) {
    int above = 0;
    while (above < sorted.length && sorted[sorted.length - 1 - above] > last) {
      above++;
    }
    return above;
  }

  private static IllegalStateException wrong(int label, String what) {
    return new IllegalStateException("class " + label + " is selected wrongly: " + what);
  }

  /** Returns a few classes of all kinds: the largest, some between, the smallest. */
  static List<Integer> some(int classes) {
    return List.of(0, classes / 8, classes / 4, classes / 2, classes - 1).stream()
        .distinct()
        .toList();
  }
}
