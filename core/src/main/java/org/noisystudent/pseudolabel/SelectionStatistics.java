package org.noisystudent.pseudolabel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntUnaryOperator;

/**
 * Figures of a selection, as in {@code selection.json}.
 *
 * @param images images of the source
 * @param undecodable images without a prediction
 * @param scored images with a prediction
 * @param kept images a pass over the selection holds, copies counted
 * @param unique distinct images selected
 * @param meanConfidence mean top probability of the distinct images selected
 * @param meanConfidenceScored mean top probability of all images with a prediction
 * @param agreement fraction of the distinct selected images whose label is the true one; only of
 *     images whose true label is known; absent where none is
 * @param agreementScored the same of all images with a prediction
 * @param binWidth width of a bin of the histograms
 * @param histogramScored images with a prediction by top probability; bin b is [b, b + 1) x width,
 *     the last one includes 1
 * @param histogramSelected distinct images selected, by top probability
 * @param perClass figures by predicted class
 */
public record SelectionStatistics(
    int images,
    int undecodable,
    int scored,
    long kept,
    int unique,
    double meanConfidence,
    double meanConfidenceScored,
    OptionalDouble agreement,
    OptionalDouble agreementScored,
    double binWidth,
    List<Integer> histogramScored,
    List<Integer> histogramSelected,
    List<PerClass> perClass) {
  private static final int BINS = 20;

  /**
   * Figures of the images predicted to be of one class.
   *
   * @param label the class
   * @param scored images with a prediction
   * @param kept selected images, copies counted
   * @param unique distinct images selected
   * @param agreement fraction of the distinct selected images that truly are of the class
   */
  public record PerClass(int label, int scored, int kept, int unique, OptionalDouble agreement) {}

  /**
   * Computes the figures, in one pass.
   *
   * @param trueLabels the true class of each image of the scores, -1 where it is not known
   */
  public static SelectionStatistics of(Selection selection, IntUnaryOperator trueLabels) {
    Scores scores = selection.scores();
    int classes = scores.classes();
    Tally all = new Tally(classes);
    Tally selected = new Tally(classes);
    BlockScan.inOrder(
        scores,
        (first, block, count) -> {
          for (int i = 0; i < count; i++) {
            if (Score.isScored(block[i])) {
              int image = first + i;
              int trueLabel = trueLabels.applyAsInt(image);
              all.add(block[i], trueLabel, 1);
              if (selection.has(image)) {
                selected.add(block[i], trueLabel, selection.copies(image));
              }
            }
          }
        });
    List<PerClass> perClass = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      perClass.add(
          new PerClass(
              c,
              all.unique[c],
              selected.copies[c],
              selected.unique[c],
              fraction(selected.right[c], selected.known[c])));
    }
    int scored = Tally.sum(all.unique);
    return new SelectionStatistics(
        scores.images(),
        scores.images() - scored,
        scored,
        Arrays.stream(selected.copies).asLongStream().sum(),
        selection.unique(),
        selected.meanConfidence(),
        all.meanConfidence(),
        selected.agreement(),
        all.agreement(),
        1.0 / BINS,
        all.histogram(),
        selected.histogram(),
        perClass);
  }

  private static OptionalDouble fraction(int part, int whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }

  /** Counts of a set of images by class and confidence. */
  private static final class Tally {
    final int[] unique;
    final int[] copies;
    final int[] known;
    final int[] right;
    final int[] histogram = new int[BINS];
    double confidence;

    Tally(int classes) {
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
      confidence += Score.confidence(score);
      histogram[Math.min(BINS - 1, (int) (Score.confidence(score) * BINS))]++;
    }

    double meanConfidence() {
      int count = sum(unique);
      return count == 0 ? 0 : confidence / count;
    }

    OptionalDouble agreement() {
      return fraction(sum(right), sum(known));
    }

    List<Integer> histogram() {
      return Arrays.stream(histogram).boxed().toList();
    }

    private static int sum(int[] counts) {
      return Arrays.stream(counts).sum();
    }
  }
}
