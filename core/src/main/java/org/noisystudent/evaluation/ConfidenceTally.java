package org.noisystudent.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How well a model knows when it is right, as the authors of ImageNet-A measure it (Hendrycks et
 * al., "Natural Adversarial Examples", 2021; natural-adv-examples, calibration_tools.py).
 */
final class ConfidenceTally {
  /** Images of a bin, of as equal confidence as can be. */
  static final int BIN = 100;

  private static final Comparator<Answer> RISING = Comparator.comparingDouble(Answer::confidence);

  private final List<Answer> answers = new ArrayList<>();

  private record Answer(float confidence, boolean right) {
    double correct() {
      return right ? 1 : 0;
    }
  }

  void add(float confidence, boolean right) {
    answers.add(new Answer(confidence, right));
  }

  /** Returns the measures; empty where there are too few images for two bins. */
  Optional<Evaluation.Confidence> result() {
    if (answers.size() < 2 * BIN) {
      return Optional.empty();
    }
    List<Answer> rising = answers.stream().sorted(RISING).toList();
    return Optional.of(new Evaluation.Confidence(rmsCalibrationError(rising), aurra(rising)));
  }

  /** The last bin, of the most confident images, is left out, as the authors' code does. */
  private static double rmsCalibrationError(List<Answer> rising) {
    double sum = 0;
    int bins = rising.size() / BIN;
    for (int b = 0; b < bins - 1; b++) {
      List<Answer> bin = rising.subList(b * BIN, (b + 1) * BIN);
      double confidence = bin.stream().mapToDouble(Answer::confidence).sum() / BIN;
      double accuracy = bin.stream().mapToDouble(Answer::correct).sum() / BIN;
      double gap = Math.abs(confidence - accuracy);
      sum += (double) BIN / rising.size() * gap * gap;
    }
    return Math.sqrt(sum);
  }

  /** Mean over n of the accuracy on the n images of the highest confidence. */
  private static double aurra(List<Answer> rising) {
    double sum = 0;
    int right = 0;
    for (int n = 1; n <= rising.size(); n++) {
      right += rising.get(rising.size() - n).right() ? 1 : 0;
      sum += (double) right / n;
    }
    return sum / rising.size();
  }
}
