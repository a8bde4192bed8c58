package org.noisystudent.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a model does on labeled images; fractions are 0..1.
 *
 * @param images images that were measured
 * @param undecodable images that could not be decoded, left out of everything else
 * @param top1 fraction whose true class is the most probable
 * @param top5 fraction whose true class is among the five most probable
 * @param meanConfidence mean top probability
 * @param calibrationError expected calibration error: mean over images of the gap between accuracy
 *     and confidence in 15 equal bins of confidence (Guo et al., 2017)
 * @param perClass accuracy on the images of each class, absent where there are none
 * @param confusion images by [true class][predicted class]
 * @param confidence whether confidence tells right from wrong, of 200 images or more
 * @param real how the model does by reassessed labels, where there were any
 */
public record Evaluation(
    int images,
    int undecodable,
    double top1,
    double top5,
    double meanConfidence,
    double calibrationError,
    List<OptionalDouble> perClass,
    List<List<Integer>> confusion,
    Optional<Confidence> confidence,
    Optional<Real> real) {
  /**
   * Measures of the authors of ImageNet-A.
   *
   * @param rmsCalibrationError root of the mean squared gap between accuracy and confidence, in
   *     bins of 100 images by rising confidence but for the last one
   * @param aurra area under the response rate accuracy curve: mean accuracy on the most confident
   *     images, over how many they are
   */
  public record Confidence(double rmsCalibrationError, double aurra) {}

  /**
   * ReaL accuracy.
   *
   * @param images images that have a right class
   * @param top1 fraction of them whose most probable class is one of those that are right
   */
  public record Real(int images, double top1) {}
}
