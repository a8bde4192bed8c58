package org.noisystudent.pseudolabel;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.noisystudent.pseudolabel.SelectionStatistics.PerClass;

/**
 * What {@link SelectionStatistics} are computed from: counts of images, which can be added up over
 * parts of them in any order.
 */
public final class SelectionTally implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int BINS = 20;

  private final Counts scored;
  private final Counts selected;
  private int images;

  /** Creates an empty tally. */
  public SelectionTally(int classes) {
    this.scored = new Counts(classes);
    this.selected = new Counts(classes);
  }

  /**
   * Counts an image.
   *
   * @param score of the image, also where it has no prediction
   * @param trueLabel its true class, -1 where it is not known
   * @param copies how often it is used, 0 where it is not selected
   */
  public void add(long score, int trueLabel, int copies) {
    images++;
    if (Score.isScored(score)) {
      scored.add(score, trueLabel, 1);
      if (copies > 0) {
        selected.add(score, trueLabel, copies);
      }
    }
  }

  /** Adds the counts of other images. */
  public void add(SelectionTally others) {
    images += others.images;
    scored.add(others.scored);
    selected.add(others.selected);
  }

  /** Returns the figures of the images counted. */
  public SelectionStatistics statistics() {
    List<PerClass> perClass = new ArrayList<>();
    for (int c = 0; c < scored.unique.length; c++) {
      perClass.add(
          new PerClass(
              c,
              scored.unique[c],
              selected.copies[c],
              selected.unique[c],
              fraction(selected.right[c], selected.known[c])));
    }
    int predicted = sum(scored.unique);
    return new SelectionStatistics(
        images,
        images - predicted,
        predicted,
        Arrays.stream(selected.copies).asLongStream().sum(),
        sum(selected.unique),
        selected.meanConfidence(),
        scored.meanConfidence(),
        selected.agreement(),
        scored.agreement(),
        1.0 / BINS,
        histogram(scored),
        histogram(selected),
        perClass);
  }

  private static List<Integer> histogram(Counts counts) {
    return Arrays.stream(counts.histogram).boxed().toList();
  }

  private static OptionalDouble fraction(int part, int whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }

  private static int sum(int[] counts) {
    return Arrays.stream(counts).sum();
  }

  /** Counts of a set of images by class and confidence. */
  private static final class Counts implements Serializable {
    private static final long serialVersionUID = 1;

    final int[] unique;
    final int[] copies;
    final int[] known;
    final int[] right;
    final int[] histogram = new int[BINS];
    final ConfidenceSum confidence = new ConfidenceSum();

    Counts(int classes) {
      unique = new int[classes];
      copies = new int[classes];
      known = new int[classes];
      right = new int[classes];
    }

    void add(long score, int trueLabel, int uses) {
      int top = Score.label(score);
      unique[top]++;
      copies[top] += uses;
      known[top] += trueLabel >= 0 ? 1 : 0;
      right[top] += trueLabel == top ? 1 : 0;
      confidence.add(Score.confidence(score));
      histogram[Math.min(BINS - 1, (int) (Score.confidence(score) * BINS))]++;
    }

    void add(Counts others) {
      add(unique, others.unique);
      add(copies, others.copies);
      add(known, others.known);
      add(right, others.right);
      add(histogram, others.histogram);
      confidence.add(others.confidence);
    }

    private static void add(int[] sum, int[] more) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += more[i];
      }
    }

    double meanConfidence() {
      int count = sum(unique);
      return count == 0 ? 0 : confidence.value() / count;
    }

    OptionalDouble agreement() {
      return fraction(sum(right), sum(known));
    }
  }
}
