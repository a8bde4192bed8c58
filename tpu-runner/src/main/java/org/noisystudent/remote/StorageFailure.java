package org.noisystudent.remote;

import com.google.auth.Retryable;
import com.google.cloud.storage.StorageException;
import java.time.Duration;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * What is said where the service refuses or does not answer. Nothing that the library says of
 * credentials is passed on.
 */
final class StorageFailure {
  private static final String KEPT = "; all that was finished before is kept, ";
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private StorageFailure() {}

  /**
   * Returns the error of a request.
   *
   * @param what was wanted, such as {@code gs://bucket/file cannot be read}
   * @param outage how long it was tried
   */
  static UserErrorException of(String what, StorageException failure, Duration outage) {
    return new UserErrorException(Kind.DATA, what + ": " + reason(failure, outage), failure);
  }

  /** Returns the error of a command that has no credentials. */
  static UserErrorException noCredentials(GsPlace place, Exception cause) {
    return new UserErrorException(
        Kind.DATA,
        place
            + " needs credentials of Google Cloud, and there are none: run `gcloud auth"
            + " application-default login`, name a file in GOOGLE_APPLICATION_CREDENTIALS, or give"
            + " the machine or pod a service account",
        cause);
  }

  private static String reason(StorageException failure, Duration outage) {
    if (isOfCredentials(failure) || failure.getCode() == UNAUTHORIZED) {
      return "the credentials have expired or were refused"
          + KEPT
          + "renew them and "
          + "run the same command again";
    }
    return switch (failure.getCode()) {
      case FORBIDDEN ->
          "permission denied ("
              + firstLine(failure)
              + ")"
              + KEPT
              + "grant it and run the same"
              + " command again";
      case NOT_FOUND -> "no such bucket or object (" + firstLine(failure) + ")";
      default ->
          "Google Cloud Storage did not do it within "
              + text(outage)
              + " ("
              + firstLine(failure)
              + ")"
              + KEPT
              + "run the same command again";
    };
  }

  private static boolean isOfCredentials(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Retryable) { // what the library of credentials throws
        return true;
      }
    }
    return false;
  }

  private static String text(Duration outage) {
    return outage.toSeconds() >= 120 ? outage.toMinutes() + " minutes" : outage.toSeconds() + " s";
  }

  private static String firstLine(StorageException failure) {
    String line = UserErrorException.firstLine(failure);
    return failure.getCode() > 0 && !line.contains(String.valueOf(failure.getCode()))
        ? failure.getCode() + " " + line
        : line;
  }
}
