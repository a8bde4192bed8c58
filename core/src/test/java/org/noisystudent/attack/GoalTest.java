package org.noisystudent.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.noisystudent.attack.Attack.Method;

final class GoalTest {
  private static final float[] PROBABILITIES = {0.5f, 0.1f, 0.3f, 0.1f};

  @Test
  void theLeastLikelyClassIsTheLowestOfEquals() {
    assertEquals(1, new Goal.LeastLikely().classOf(0, PROBABILITIES));
  }

  @Test
  void onlyAttacksAwayFromTheTruthFollowTheTrueClass() {
    assertEquals(2, new Goal.AwayFromTruth().classOf(2, PROBABILITIES));
    assertEquals(3, new Goal.OneClass(3).classOf(2, PROBABILITIES));
    assertFalse(new Goal.AwayFromTruth().isTargeted());
    assertTrue(new Goal.OneClass(3).isTargeted());
  }

  @Test
  void refusesAttacksThatAreNone() {
    Goal goal = new Goal.AwayFromTruth();
    refused(() -> new Goal.OneClass(-1), "target (-1) must be >= 0");
    refused(
        () -> new Attack(Method.PGD, 0, OptionalDouble.empty(), false, goal, 0),
        "steps (0) must be >= 1");
    refused(
        () -> new Attack(Method.PGD, 1, OptionalDouble.of(0), false, goal, 0),
        "step size (0.0) must be > 0 and <= 255");
    refused(
        () -> new Attack(Method.FGSM, 1, OptionalDouble.empty(), true, goal, 0),
        "fgsm is one step of epsilon from the image itself");
  }

  @Test
  void fgsmIsOneStepOfEpsilon() {
    Attack fgsm = Attack.fgsm(new Goal.AwayFromTruth());
    assertEquals(1, fgsm.steps());
    assertEquals(3.5, fgsm.stepSize(3.5));
  }

  private static void refused(Runnable made, String message) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, made::run).getMessage());
  }
}
