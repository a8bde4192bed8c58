package org.noisystudent.robustness;

/** A video whose frames cannot be had; the message says why, not which. */
final class UnreadableVideoException extends Exception {
  private static final long serialVersionUID = 1;

  UnreadableVideoException(String message) {
    super(message);
  }

  UnreadableVideoException(String message, Exception cause) {
    super(message, cause);
  }
}
