package org.noisystudent.attack;

import com.google.common.primitives.ImmutableIntArray;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.stream.DoubleStream;
import org.noisystudent.evaluation.Benchmark;
import org.noisystudent.evaluation.Evaluation;
import org.noisystudent.pseudolabel.ImageBatches;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.InputGradient;

/** Measures a classifier on images that are attacked through its own gradient. */
public final class Attacker {
  private final Classifier classifier;
  private final InputGradient gradient;

  /** Creates an attacker of a classifier, which stays the caller's, through its gradient. */
  public Attacker(Classifier classifier, InputGradient gradient) {
    this.classifier = classifier;
    this.gradient = gradient;
  }

  /**
   * Returns the accuracy on the images as they are and by epsilon.
   *
   * @param epsilons how far pixels may be changed, 0..255; in any order
   */
  public AdversarialCurve curve(
      Benchmark.LabeledImages labeled, Attack attack, Collection<Double> epsilons) {
    labeled.requireClasses(classifier.classes());
    if (attack.goal() instanceof Goal.OneClass one && one.target() >= classifier.classes()) {
      throw new IllegalArgumentException(
          "target (%d) must be 0..%d".formatted(one.target(), classifier.classes() - 1));
    }
    List<PointTally> points =
        DoubleStream.concat(DoubleStream.of(0), epsilons.stream().mapToDouble(e -> e))
            .map(epsilon -> epsilon + 0.0) // of -0, 0
            .sorted()
            .distinct()
            .mapToObj(epsilon -> new PointTally(attack, epsilon, classifier.classes()))
            .toList();
    labeled
        .images()
        .forEach(labeled.labels().length(), batch -> measure(batch, labeled, attack, points));
    Evaluation clean = points.get(0).answers();
    return new AdversarialCurve(
        labeled.name(),
        attack.method().toString(),
        attack.steps(),
        attack.randomStart(),
        attack.goal().toString(),
        attack.seed(),
        clean.images(),
        clean.undecodable(),
        points.stream().map(PointTally::point).toList());
  }

  private void measure(
      ImageBatches.Batch batch,
      Benchmark.LabeledImages labeled,
      Attack attack,
      List<PointTally> points) {
    ImmutableIntArray images = batch.indices();
    int[] labels =
        images.stream()
            .map(i -> i == ImageBatches.Batch.UNDECODABLE ? 0 : labeled.labels().get(i))
            .toArray();
    float[][] clean = classifier.probabilities(batch.images());
    ImmutableIntArray classes = attack.goal().classesOf(labels, clean);
    AttackedBatch attacked = new AttackedBatch(attack, gradient, batch.images(), images, classes);
    for (PointTally point : points) {
      if (point.epsilon() == 0) {
        point.add(images, labels, classes, clean, new BitSet());
      } else {
        try (AttackedBatch.Attacked after = attacked.at(point.epsilon())) {
          float[][] probabilities = classifier.probabilities(after.pixels());
          point.add(images, labels, classes, probabilities, after.withoutGradient());
        }
      }
    }
  }
}
