package org.noisystudent.evaluation;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An evaluation under way, image by image; the order of the images changes nothing but rounding.
 */
public final class EvaluationTally {
  private static final int CALIBRATION_BINS = 15;
  private static final int TOP = 5;
  private final int classes;
  private final int[][] confusion;
  private final int[] binImages = new int[CALIBRATION_BINS];
  private final int[] binRight = new int[CALIBRATION_BINS];
  private final double[] binConfidence = new double[CALIBRATION_BINS];
  private final ConfidenceTally confidences = new ConfidenceTally();
  private int images;
  private int undecodable;
  private int inTop;
  private int realImages;
  private int realRight;

  /** Creates an empty one for a model of some classes. */
  public EvaluationTally(int classes) {
    this.classes = classes;
    this.confusion = new int[classes][classes];
  }

  /** Adds an image: its probabilities, [classes], and its true class. */
  public void add(float[] probabilities, int label) {
    int predicted = TopK.top(probabilities);
    float confidence = probabilities[predicted];
    images++;
    confidences.add(confidence, predicted == label);
    confusion[label][predicted]++;
    inTop += TopK.rank(probabilities, label) < TOP ? 1 : 0;
    int bin = Math.min(CALIBRATION_BINS - 1, (int) (confidence * CALIBRATION_BINS));
    binImages[bin]++;
    binRight[bin] += predicted == label ? 1 : 0;
    binConfidence[bin] += confidence;
  }

  /** Adds what is also known of an image: all classes that are right, or none to leave it out. */
  void addReassessed(float[] probabilities, ImmutableIntArray right) {
    realImages += right.isEmpty() ? 0 : 1;
    realRight += right.contains(TopK.top(probabilities)) ? 1 : 0;
  }

  /** Counts an image that could not be decoded. */
  public void addUndecodable() {
    undecodable++;
  }

  /** Returns the numbers of all images so far. */
  public Evaluation result() {
    double gap = 0;
    for (int b = 0; b < CALIBRATION_BINS; b++) {
      gap += Math.abs(binRight[b] - binConfidence[b]);
    }
    List<OptionalDouble> perClass = new ArrayList<>();
    List<List<Integer>> rows = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      int ofClass = Arrays.stream(confusion[c]).sum();
      perClass.add(
          ofClass == 0
              ? OptionalDouble.empty()
              : OptionalDouble.of((double) confusion[c][c] / ofClass));
      rows.add(Arrays.stream(confusion[c]).boxed().toList());
    }
    return new Evaluation(
        images,
        undecodable,
        fraction(Arrays.stream(binRight).sum()),
        fraction(inTop),
        fraction(Arrays.stream(binConfidence).sum()),
        fraction(gap),
        perClass,
        rows,
        confidences.result(),
        realImages == 0
            ? Optional.empty()
            : Optional.of(new Evaluation.Real(realImages, (double) realRight / realImages)));
  }

  private double fraction(double part) {
    return images == 0 ? 0 : part / images;
  }
}
