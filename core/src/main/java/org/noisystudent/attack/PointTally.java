package org.noisystudent.attack;

import com.google.common.primitives.ImmutableIntArray;
import java.util.BitSet;
import java.util.OptionalDouble;
import org.noisystudent.evaluation.Evaluation;
import org.noisystudent.evaluation.EvaluationTally;
import org.noisystudent.pseudolabel.ImageBatches;
import org.noisystudent.pseudolabel.Score;

/** A point of a curve under way. */
final class PointTally {
  private final Attack attack;
  private final double epsilon;
  private final EvaluationTally answers;
  private int withoutGradient;
  private int ofOtherClasses;
  private int reached;

  PointTally(Attack attack, double epsilon, int classes) {
    if (!Attack.isEpsilon(epsilon)) {
      throw new IllegalArgumentException("epsilon (" + epsilon + ") must be 0 to 255");
    }
    this.attack = attack;
    this.epsilon = epsilon;
    this.answers = new EvaluationTally(classes);
  }

  double epsilon() {
    return epsilon;
  }

  /**
   * Adds the answers for some images.
   *
   * @param numbers of the images in their source
   * @param labels their true classes
   * @param classes what the attack raised or lowered the cross-entropy of
   * @param withoutDirection places of those whose first gradient was zero
   */
  void add(
      ImmutableIntArray numbers,
      int[] labels,
      ImmutableIntArray classes,
      float[][] probabilities,
      BitSet withoutDirection) {
    for (int i = 0; i < labels.length; i++) {
      if (numbers.get(i) == ImageBatches.Batch.UNDECODABLE) {
        answers.addUndecodable();
      } else {
        answers.add(probabilities[i], labels[i]);
        withoutGradient += withoutDirection.get(i) ? 1 : 0;
        boolean other = attack.goal().isTargeted() && classes.get(i) != labels[i];
        ofOtherClasses += other ? 1 : 0;
        reached += other && Score.label(Score.of(probabilities[i])) == classes.get(i) ? 1 : 0;
      }
    }
  }

  /** Returns what the model answered so far. */
  Evaluation answers() {
    return answers.result();
  }

  AdversarialCurve.Point point() {
    Evaluation evaluation = answers();
    return new AdversarialCurve.Point(
        epsilon,
        epsilon == 0 ? 0 : attack.stepSize(epsilon),
        evaluation.top1(),
        evaluation.top5(),
        evaluation.meanConfidence(),
        withoutGradient,
        ofOtherClasses == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of((double) reached / ofOtherClasses));
  }
}
