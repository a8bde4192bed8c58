package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.noisystudent.device.DeviceFailedException;
import org.noisystudent.pjrt.PjrtException;
import org.noisystudent.pjrt.PjrtException.Code;
import org.noisystudent.pjrt.Refusals;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

final class FailureTest {
  private final StringWriter err = new StringWriter();

  @Test
  void whatAPluginRefusesIsOneLineAndTheDevicesExitCode() {
    PjrtException refused = Refusals.of(Code.UNAVAILABLE, "the chip is held by\nanother process");
    assertEquals(4, report(refused));
    assertEquals("error: the device failed (UNAVAILABLE): the chip is held by\n", err.toString());
  }

  @Test
  void soIsOneThatCameThroughOtherExceptions() {
    PjrtException refused = Refusals.of(Code.INTERNAL, "link down");
    assertEquals(4, report(new IllegalStateException(new ExecutionException(refused))));
    assertEquals("error: the device failed (INTERNAL): link down\n", err.toString());
  }

  @Test
  void aDeviceThatFailsInAStepSaysWhatWasTried() {
    PjrtException refused = Refusals.of(Code.DATA_LOSS, "gone");
    assertEquals(4, report(new DeviceFailedException("running a step failed: gone", refused)));
    assertEquals("error: the device failed: running a step failed: gone\n", err.toString());
  }

  @Test
  void aMistakeOfTheUserKeepsItsKindWhateverLayBeneath() {
    PjrtException refused = Refusals.of(Code.INTERNAL, "beneath");
    assertEquals(3, report(new UserErrorException(Kind.DATA, "one\ntwo", refused)));
    assertEquals("error: one\nerror: two\n", err.toString());
  }

  @Test
  void aBugAloneShowsAStackTrace() {
    assertEquals(1, report(new IllegalStateException("a bug")));
    assertTrue(err.toString().contains("a bug"), err.toString());
    assertTrue(err.toString().contains("\tat "), err.toString());
  }

  private int report(Exception error) {
    return Failure.report(error, new PrintWriter(err, true));
  }
}
