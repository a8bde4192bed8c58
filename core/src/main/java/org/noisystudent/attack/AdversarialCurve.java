package org.noisystudent.attack;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A model's accuracy by how far an attack may change each pixel; fractions are 0..1.
 *
 * @param benchmark whose images were attacked
 * @param attack {@code fgsm} or {@code pgd}
 * @param steps of the attack
 * @param randomStart whether it started at a random point
 * @param target {@code none} where it is enough that the answer is wrong, {@code least-likely}, or
 *     the number of a class
 * @param seed of the random points
 * @param images images that were attacked
 * @param undecodable images that could not be decoded, left out of everything else
 * @param points by rising epsilon, the first of epsilon 0: the images as they are
 */
public record AdversarialCurve(
    String benchmark,
    String attack,
    int steps,
    boolean randomStart,
    String target,
    long seed,
    int images,
    int undecodable,
    List<Point> points) {
  /** Copies the points. */
  public AdversarialCurve {
    points = List.copyOf(points);
  }

  /**
   * A model's accuracy at one epsilon.
   *
   * @param epsilon how far a pixel may be changed, of 255
   * @param stepSize how far it is changed in a step
   * @param top1 fraction of the images whose true class is the most probable
   * @param top5 fraction of them whose true class is among the five most probable
   * @param meanConfidence mean top probability
   * @param withoutGradient images that gave the attack no direction at its first step, as all of
   *     their gradient was zero: a model so sure that float32 rounds its loss to none looks robust
   * @param reachedTarget of a targeted attack, the fraction of the images of other classes that are
   *     taken for the target; empty where there are none
   */
  public record Point(
      double epsilon,
      double stepSize,
      double top1,
      double top5,
      double meanConfidence,
      int withoutGradient,
      OptionalDouble reachedTarget) {}
}
