package org.noisystudent.device;

/** A device that no longer does what it is asked: lost, out of memory, or silent for too long. */
public final class DeviceFailedException extends RuntimeException {
  /** Creates a failure of a device, with one line that says what was tried and what happened. */
  public DeviceFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
