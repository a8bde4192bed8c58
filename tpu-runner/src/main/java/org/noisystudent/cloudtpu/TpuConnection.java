package org.noisystudent.cloudtpu;

import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.StatusCode;
import com.google.api.gax.rpc.UnaryCallSettings;
import com.google.cloud.tpu.v2.TpuClient;
import com.google.cloud.tpu.v2.TpuSettings;
import java.io.IOException;
import java.time.Duration;
import org.noisystudent.job.JobBackend;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Reaches the Cloud TPU API with the application's default credentials. */
public final class TpuConnection {
  private static final RetrySettings PATIENT =
      RetrySettings.newBuilder()
          .setInitialRetryDelayDuration(Duration.ofMillis(200))
          .setRetryDelayMultiplier(2)
          .setMaxRetryDelayDuration(Duration.ofSeconds(5))
          .setInitialRpcTimeoutDuration(Duration.ofSeconds(20))
          .setMaxRpcTimeoutDuration(Duration.ofSeconds(20))
          .setTotalTimeoutDuration(Duration.ofSeconds(30))
          .build();

  private TpuConnection() {}

  /**
   * Returns the jobs of a zone.
   *
   * @throws UserErrorException if there are no credentials
   */
  public static JobBackend open(CloudTpuOptions options) {
    try {
      TpuClient client = TpuClient.create(patient(TpuSettings.newBuilder()).build());
      return new QueuedResourceJobs(client, options, time -> Thread.sleep(time.toMillis()));
    } catch (IOException e) {
      throw new UserErrorException(
          Kind.JOB,
          "no credentials for Cloud TPU: log in with gcloud auth application-default login",
          e);
    }
  }

  /** Has what only looks asked again for half a minute where the service is away. */
  static TpuSettings.Builder patient(TpuSettings.Builder settings) {
    retried(settings.getQueuedResourceSettings());
    retried(settings.getGuestAttributesSettings());
    settings
        .listQueuedResourcesSettings()
        .setRetrySettings(PATIENT)
        .setRetryableCodes(StatusCode.Code.UNAVAILABLE);
    return settings;
  }

  private static void retried(UnaryCallSettings.Builder<?, ?> call) {
    call.setRetrySettings(PATIENT).setRetryableCodes(StatusCode.Code.UNAVAILABLE);
  }
}
