package org.noisystudent.job;

/** A job service does not answer, or says that it cannot for now: ask it again later. */
public final class JobServiceUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Creates one with a line that a user may see. */
  public JobServiceUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
