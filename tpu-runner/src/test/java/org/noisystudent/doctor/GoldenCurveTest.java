package org.noisystudent.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.noisystudent.doctor.GoldenCurve.Arithmetic;
import org.noisystudent.doctor.GoldenCurve.Difference;

final class GoldenCurveTest {
  private final GoldenCurve curve = new GoldenCurve(Map.of(), List.of(2f, 1f, 0.5f));

  @Test
  void namesTheStepThatIsFurthest() {
    Difference difference = curve.differenceOf(List.of(2f, 1.25f, 0.5f));
    assertEquals(new Difference(0.25, 1), difference);
    assertFalse(difference.within(Arithmetic.REDUCED));
  }

  @Test
  void aLossThatIsNoNumberIsTheFurthest() {
    Difference difference = curve.differenceOf(List.of(3f, Float.NaN, 9f));
    assertEquals(1, difference.step());
    assertTrue(Double.isNaN(difference.largest()));
    assertFalse(difference.within(Arithmetic.REDUCED));
  }

  @Test
  void takesAsManyStepsAsItHas() {
    assertThrows(IllegalArgumentException.class, () -> curve.differenceOf(List.of(2f)));
  }

  @Test
  void theCommittedOneSaysWhichMachineMadeIt() {
    GoldenCurve committed = GoldenCurve.committed();
    assertEquals(GoldenTraining.STEPS, committed.losses().size());
    assertTrue(
        committed.madeBy().keySet().containsAll(List.of("cpu", "vectorFeatures", "tensorflow")),
        committed.madeBy().toString());
  }

  @Test
  void aRunThatIsOffFailsAndStillShowsItsLosses() {
    List<Float> losses = new ArrayList<>(GoldenCurve.committed().losses());
    losses.set(7, losses.get(7) * 1.001f);
    GoldenTraining.Run run = new GoldenTraining.Run(losses, 1, 100);
    Facts facts = new Facts();
    StepFacts steps = new StepFacts(facts);
    StepFacts.WrongResultException wrong =
        assertThrows(
            StepFacts.WrongResultException.class, () -> steps.addRun(run, Arithmetic.FLOAT32));
    assertTrue(wrong.getMessage().startsWith("the loss of step 7 is "), wrong.getMessage());
    assertEquals(losses, facts.byName().get("losses"));
    new StepFacts(new Facts()).addRun(run, Arithmetic.REDUCED);
  }
}
