package org.noisystudent.cli;

import java.io.PrintWriter;
import org.noisystudent.device.DeviceFailedException;
import org.noisystudent.job.JobServiceUnavailableException;
import org.noisystudent.pjrt.PjrtException;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * What a command that failed says, and the exit code it ends with. A device that fails anywhere,
 * also where nobody expected it to, is no bug of this program.
 */
final class Failure {
  /** Exit code of a bug, the only case that shows a stack trace. */
  private static final int BUG = 1;

  private Failure() {}

  /** Prints what went wrong, and returns the exit code. */
  static int report(Exception error, PrintWriter err) {
    if (error instanceof UserErrorException mistake) {
      mistake.getMessage().lines().forEach(line -> err.println("error: " + line));
      return mistake.kind().exitCode();
    }
    if (error instanceof JobServiceUnavailableException away) {
      err.println("error: " + away.getMessage());
      return Kind.JOB.exitCode();
    }
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof PjrtException refused) {
        err.println(
            "error: the device failed (%s): %s"
                .formatted(refused.code(), UserErrorException.firstLine(refused)));
        return Kind.DEVICE.exitCode();
      }
      if (cause instanceof DeviceFailedException failed) {
        err.println("error: the device failed: " + UserErrorException.firstLine(failed));
        return Kind.DEVICE.exitCode();
      }
    }
    error.printStackTrace(err);
    return BUG;
  }
}
