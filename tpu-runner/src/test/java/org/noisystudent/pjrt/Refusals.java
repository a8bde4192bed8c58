package org.noisystudent.pjrt;

import org.noisystudent.pjrt.PjrtException.Code;

/** Makes what plugins refuse, for tests of other rooms. */
public final class Refusals {
  private Refusals() {}

  /** Returns a refusal as a plugin words it. */
  public static PjrtException of(Code code, String message) {
    return new PjrtException(code, message);
  }
}
