package org.noisystudent.attack;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * An attack that changes each pixel by at most epsilon, in steps along the sign of the gradient of
 * the cross-entropy. After each step every value is back within epsilon of what it was, and within
 * 0..255. Values stay fractions: nothing is rounded to bytes.
 *
 * <p>{@code FGSM} is one step of epsilon (Goodfellow et al., 2015, "Explaining and harnessing
 * adversarial examples"). {@code PGD} is several smaller ones, from the image or from a random
 * point within epsilon of it (Madry et al., 2018, "Towards deep learning models resistant to
 * adversarial attacks"); without the random point it is the iterative method of Kurakin et al.
 * (2017). The last step is what counts, whether or not an earlier one misled the model.
 *
 * <p>The paper (Xie et al., 2020) draws accuracy by epsilon for FGSM, and gives accuracy after 10
 * iterations of PGD at epsilon 16, both on its model's own 800 x 800 pixels; it says itself that
 * its numbers do not compare with other work, for the more pixels an attack may change the further
 * it gets. Its step size and start are not published.
 *
 * @param method its name
 * @param steps how often the gradient is taken
 * @param stepSize change of a pixel in a step, 0..255; empty = the method's rule
 * @param randomStart whether it starts at a random point
 * @param goal what the model is to answer
 * @param seed of the random points
 */
public record Attack(
    Method method, int steps, OptionalDouble stepSize, boolean randomStart, Goal goal, long seed) {
  /** Steps of PGD in the paper. */
  public static final int PAPER_STEPS = 10;

  /**
   * How far all steps together would get, in epsilons: far enough to cross the whole range from any
   * start, with some left to move along its edge. Madry et al. take 100 steps of 2.5 epsilon / 100.
   */
  private static final double REACH = 2.5;

  private static final double LARGEST = 255;

  /** Names of the attacks. */
  public enum Method {
    /** The fast gradient sign method. */
    FGSM,
    /** Projected gradient descent. */
    PGD;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks the numbers, and that FGSM is one step. */
  public Attack {
    check(steps >= 1, "steps", steps, ">= 1");
    stepSize.ifPresent(size -> check(isStepSize(size), "step size", size, "> 0 and <= 255"));
    if (method == Method.FGSM && (steps != 1 || stepSize.isPresent() || randomStart)) {
      throw new IllegalArgumentException("fgsm is one step of epsilon from the image itself");
    }
  }

  /** Returns the fast gradient sign method. */
  public static Attack fgsm(Goal goal) {
    return new Attack(Method.FGSM, 1, OptionalDouble.empty(), false, goal, 0);
  }

  /** Returns how far a pixel is changed in a step, where it may be changed by epsilon in all. */
  public double stepSize(double epsilon) {
    return stepSize.orElse(method == Method.FGSM ? epsilon : REACH * epsilon / steps);
  }

  /** Returns whether pixels can be changed by at most some epsilon. */
  public static boolean isEpsilon(double epsilon) {
    return epsilon >= 0 && epsilon <= LARGEST;
  }

  /** Returns whether a pixel can be changed by that much in a step. */
  public static boolean isStepSize(double stepSize) {
    return stepSize > 0 && stepSize <= LARGEST;
  }

  private static void check(boolean holds, String name, Number value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("%s (%s) must be %s".formatted(name, value, rule));
    }
  }
}
