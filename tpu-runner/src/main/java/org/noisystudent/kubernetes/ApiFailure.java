package org.noisystudent.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.util.Optional;
import org.noisystudent.job.JobServiceUnavailableException;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** What a user is told where the cluster refuses a request, or does not answer. */
final class ApiFailure {
  private static final int INVALID = 422;
  private static final int TOO_MANY = 429;

  private ApiFailure() {}

  /**
   * Returns the exception of a failed request.
   *
   * @param what was asked, such as {@code submit JOB}
   */
  static RuntimeException of(KubernetesClientException error, String what, String namespace) {
    String says = says(error);
    String cannot = "cannot " + what + ": ";
    return switch (error.getCode()) {
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          refused(
              cannot
                  + "the cluster does not take the credentials (missing or expired): log in again,"
                  + " for GKE with gcloud auth login and gcloud container clusters get-credentials",
              error);
      case HttpURLConnection.HTTP_FORBIDDEN ->
          says.contains("quota")
              ? refused(
                  cannot + "the quota of namespace " + namespace + " is used up: " + says, error)
              : refused(cannot + "not allowed in namespace " + namespace + ": " + says, error);
      case HttpURLConnection.HTTP_NOT_FOUND ->
          refused(
              cannot
                  + "the cluster has no namespace "
                  + namespace
                  + ", or not the JobSet API ("
                  + JobSetManifest.GROUP
                  + "/"
                  + JobSetManifest.VERSION
                  + "): "
                  + says,
              error);
      case HttpURLConnection.HTTP_CONFLICT -> taken(what);
      case HttpURLConnection.HTTP_BAD_REQUEST, INVALID ->
          refused(cannot + "the cluster does not take it: " + says, error);
      case TOO_MANY ->
          new JobServiceUnavailableException(cannot + "the cluster has too much to do", error);
      default -> unavailable(error, cannot, says);
    };
  }

  /** Returns the exception where a job is there already. */
  static UserErrorException taken(String what) {
    return new UserErrorException(
        Kind.JOB,
        "cannot " + what + ": the name is taken, choose another --name, or cancel that job");
  }

  private static RuntimeException unavailable(
      KubernetesClientException error, String cannot, String says) {
    boolean answered = error.getCode() > 0;
    String reason = answered ? "HTTP " + error.getCode() + ", " + says : reason(error);
    return new JobServiceUnavailableException(
        cannot + "the cluster does not answer (" + reason + ")", error);
  }

  private static UserErrorException refused(String line, KubernetesClientException error) {
    return new UserErrorException(Kind.JOB, line, error);
  }

  private static String says(KubernetesClientException error) {
    return Optional.ofNullable(error.getStatus())
        .map(status -> status.getMessage())
        .or(() -> Optional.ofNullable(error.getMessage()))
        .flatMap(message -> message.lines().findFirst())
        .orElse("");
  }

  /** Returns what lies beneath: no address with a user's name or a token in it. */
  private static String reason(Exception error) {
    Throwable told = error;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      // a connection that is refused is also a channel that is closed
      if (cause instanceof ConnectException || cause.getMessage() != null) {
        told = cause;
      }
    }
    String message = Optional.ofNullable(told.getMessage()).orElse("");
    return told.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
  }
}
