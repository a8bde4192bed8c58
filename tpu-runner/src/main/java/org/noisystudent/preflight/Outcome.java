package org.noisystudent.preflight;

/** How a compile ended. */
public enum Outcome {
  /** There is a program, and a device's memory holds it. */
  FITS,
  /** The program needs more than a device's memory. */
  DOES_NOT_FIT,
  /** Not begun: by the estimate it takes more memory of this machine than it may. */
  HOST_ESTIMATE,
  /** Ended because it took more memory of this machine than it may. */
  HOST_MEMORY,
  /** Ended because it took more time than it may. */
  TIME_LIMIT,
  /** The compiler failed, or its process did. */
  COMPILER_ERROR;

  /** Returns whether it says if the program fits. */
  public boolean isAnswer() {
    return this == FITS || this == DOES_NOT_FIT;
  }
}
