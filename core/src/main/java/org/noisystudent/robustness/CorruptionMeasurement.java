package org.noisystudent.robustness;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.noisystudent.evaluation.Benchmark;
import org.noisystudent.evaluation.Evaluation;
import org.noisystudent.evaluation.Evaluator;
import org.noisystudent.savedmodel.Classifier;

/** Measures a classifier on corrupted images, a severity of a corruption at a time. */
public final class CorruptionMeasurement {
  private final Classifier classifier;
  private final KeptResults kept;

  /**
   * Creates a measurement.
   *
   * @param classifier stays the caller's
   * @param kept what was measured before, and is not measured again
   */
  public CorruptionMeasurement(Classifier classifier, KeptResults kept) {
    this.classifier = classifier;
    this.kept = kept;
  }

  /**
   * Measures all folders.
   *
   * @param images opens the images of a folder
   * @param baseline the mean top-1 error, 0..1, of the model that errors are normalised by
   */
  public CorruptionErrors measure(
      CorruptionFolders folders,
      Function<CorruptionFolders.Cell, Benchmark.LabeledImages> images,
      Function<Corruption, OptionalDouble> baseline) {
    Map<Corruption, List<CorruptionErrors.Cell>> cells = new EnumMap<>(Corruption.class);
    for (CorruptionFolders.Cell cell : folders.cells()) {
      cells
          .computeIfAbsent(cell.corruption(), c -> new ArrayList<>())
          .add(
              kept.get(
                  cell.name().replace('/', '-'),
                  CorruptionErrors.Cell.class,
                  () -> measure(cell.severity(), images.apply(cell))));
    }
    return CorruptionErrors.of(
        cells.entrySet().stream()
            .map(entry -> new CorruptionErrors.Measured(entry.getKey(), entry.getValue()))
            .toList(),
        baseline);
  }

  private CorruptionErrors.Cell measure(int severity, Benchmark.LabeledImages images) {
    Evaluation evaluation = new Evaluator().evaluate(classifier, images);
    return new CorruptionErrors.Cell(
        severity,
        evaluation.images(),
        evaluation.undecodable(),
        1 - evaluation.top1(),
        evaluation.meanConfidence(),
        evaluation.calibrationError());
  }
}
