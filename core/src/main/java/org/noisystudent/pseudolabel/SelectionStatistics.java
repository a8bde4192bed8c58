package org.noisystudent.pseudolabel;

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
    SelectionTally tally = new SelectionTally(selection.scores().classes());
    BlockScan.inOrder(
        selection.scores(),
        (first, block, count) -> {
          for (int i = 0; i < count; i++) {
            int image = first + i;
            int trueLabel = Score.isScored(block[i]) ? trueLabels.applyAsInt(image) : -1;
            tally.add(block[i], trueLabel, selection.copies(image));
          }
        });
    return tally.statistics();
  }
}
