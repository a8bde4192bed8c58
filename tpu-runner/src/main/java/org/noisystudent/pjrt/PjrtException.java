package org.noisystudent.pjrt;

/** What a plugin refused or failed to do, in its own words. */
public final class PjrtException extends RuntimeException {
  private final Code code;

  PjrtException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /** Returns what kind of failure it is. */
  public Code code() {
    return code;
  }

  /** The kinds of failure, in the order of {@code PJRT_Error_Code}; the first has number 1. */
  public enum Code {
    CANCELLED,
    UNKNOWN,
    INVALID_ARGUMENT,
    DEADLINE_EXCEEDED,
    NOT_FOUND,
    ALREADY_EXISTS,
    PERMISSION_DENIED,
    RESOURCE_EXHAUSTED,
    FAILED_PRECONDITION,
    ABORTED,
    OUT_OF_RANGE,
    UNIMPLEMENTED,
    INTERNAL,
    UNAVAILABLE,
    DATA_LOSS,
    UNAUTHENTICATED;

    /** Returns the kind of a number of the C API; one that it does not name is UNKNOWN. */
    static Code of(int number) {
      return number >= 1 && number <= values().length ? values()[number - 1] : UNKNOWN;
    }
  }
}
