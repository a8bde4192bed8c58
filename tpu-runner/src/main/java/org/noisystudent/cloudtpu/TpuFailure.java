package org.noisystudent.cloudtpu;

import com.google.api.gax.rpc.ApiException;
import org.noisystudent.job.JobServiceUnavailableException;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** What a user is told where the Cloud TPU API refuses a request, or does not answer. */
final class TpuFailure {
  private TpuFailure() {}

  /** Returns the exception of a failed request, such as {@code submit JOB}. */
  static RuntimeException of(ApiException error, String what, CloudTpuOptions options) {
    String cannot = "cannot " + what + ": ";
    String says = UserErrorException.firstLine(error);
    return switch (error.getStatusCode().getCode()) {
      case UNAUTHENTICATED ->
          refused(
              cannot
                  + "the credentials are missing or have expired: log in again with"
                  + " gcloud auth application-default login",
              error);
      case PERMISSION_DENIED ->
          refused(cannot + "not allowed in project " + options.project() + ": " + says, error);
      case RESOURCE_EXHAUSTED ->
          refused(
              cannot + "the quota of project " + options.project() + " is used up: " + says, error);
      case ALREADY_EXISTS ->
          refused(cannot + "the name is taken, choose another --name, or cancel that job", error);
      case NOT_FOUND ->
          refused(cannot + "there is no such thing in " + options.location() + ": " + says, error);
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED ->
          refused(cannot + "Cloud TPU does not take it: " + says, error);
      default ->
          new JobServiceUnavailableException(
              cannot
                  + "Cloud TPU does not answer ("
                  + error.getStatusCode().getCode()
                  + ", "
                  + says
                  + ")",
              error);
    };
  }

  private static UserErrorException refused(String line, ApiException error) {
    return new UserErrorException(Kind.JOB, line, error);
  }
}
