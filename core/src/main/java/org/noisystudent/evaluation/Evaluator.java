package org.noisystudent.evaluation;

import org.noisystudent.pseudolabel.ImageBatches;
import org.noisystudent.savedmodel.Classifier;

/** Measures a classifier on a benchmark. */
public final class Evaluator {
  /** Returns the numbers of a classifier, which stays the caller's. */
  public Evaluation evaluate(Classifier classifier, Benchmark benchmark) {
    if (benchmark instanceof Benchmark.LabeledImages labeled) {
      return evaluate(classifier, labeled);
    }
    throw new IllegalArgumentException("benchmark " + benchmark.name() + " must be labeled images");
  }

  private static Evaluation evaluate(Classifier classifier, Benchmark.LabeledImages labeled) {
    int classes = classifier.classes();
    labeled.requireClasses(classes);
    EvaluationTally tally = new EvaluationTally(classes);
    labeled
        .images()
        .forEach(
            labeled.labels().length(),
            batch -> add(tally, classifier.probabilities(batch.images()), batch, labeled));
    return tally.result();
  }

  private static void add(
      EvaluationTally tally,
      float[][] probabilities,
      ImageBatches.Batch batch,
      Benchmark.LabeledImages labeled) {
    for (int i = 0; i < probabilities.length; i++) {
      int image = batch.indices().get(i);
      if (image == ImageBatches.Batch.UNDECODABLE) {
        tally.addUndecodable();
      } else {
        float[] row = probabilities[i];
        tally.add(row, labeled.labels().get(image));
        labeled.reassessed().ifPresent(all -> tally.addReassessed(row, all.classes().get(image)));
      }
    }
  }
}
