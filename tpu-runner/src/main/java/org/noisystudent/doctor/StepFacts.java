package org.noisystudent.doctor;

import java.util.Locale;
import org.noisystudent.doctor.GoldenCurve.Arithmetic;
import org.noisystudent.doctor.GoldenCurve.Difference;

/** Whether a device computes as it should, and how fast it does. */
record StepFacts(Facts facts) {
  /**
   * Runs the golden steps, and fails where they are further from the curve than rounding goes.
   *
   * @return the facts
   */
  Facts addStepsOn(ExaminedDevice device) {
    GoldenTraining training = GoldenTraining.standard();
    int replicas = device.devices().replicas();
    facts
        .put("steps", GoldenTraining.STEPS)
        .put("imagesPerStep", training.batch())
        .put("replicas", replicas);
    return addRun(training.on(device.devices()), device.arithmetic());
  }

  /** Adds what a run gave. */
  Facts addRun(GoldenTraining.Run run, Arithmetic arithmetic) {
    GoldenCurve curve = GoldenCurve.committed();
    Difference difference = curve.differenceOf(run.losses());
    facts
        .put("largestRelativeDifference", difference.largest())
        .put("atStep", difference.step())
        .put("tolerance", arithmetic.tolerance())
        .put("arithmetic", arithmetic.name().toLowerCase(Locale.ROOT))
        .put("firstStepSeconds", run.firstSeconds())
        .put("imagesPerSecond", run.imagesPerSecond())
        .put("losses", run.losses())
        .put("curve", curve.losses())
        .put("curveMadeBy", curve.madeBy());
    if (!difference.within(arithmetic)) {
      throw new WrongResultException(
          "the loss of step %d is %s and should be %s: a relative difference of %.1e, where rounding explains %.0e"
              .formatted(
                  difference.step(),
                  run.losses().get(difference.step()),
                  curve.losses().get(difference.step()),
                  difference.largest(),
                  arithmetic.tolerance()));
    }
    return facts;
  }

  /** A device that computes something else. */
  static final class WrongResultException extends RuntimeException {
    WrongResultException(String message) {
      super(message);
    }
  }
}
