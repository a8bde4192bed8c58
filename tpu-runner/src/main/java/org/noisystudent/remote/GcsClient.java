package org.noisystudent.remote;

import com.google.api.gax.retrying.RetrySettings;
import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.HttpStorageOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import java.io.IOException;

/**
 * The library's client: the application's own credentials, requests tried again.
 *
 * @param storage takes the requests, until this is closed
 */
record GcsClient(Storage storage) implements AutoCloseable {
  private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";

  /** Asked for by the library, and used for nothing that is done here. */
  private static final String NO_PROJECT = "none";

  /** Opens a client, the caller's to close. */
  static GcsClient open(GsPlace place, RemoteSettings settings) {
    int request = Math.toIntExact(settings.request().toMillis());
    HttpStorageOptions.Builder options =
        StorageOptions.http()
            .setProjectId(NO_PROJECT)
            .setTransportOptions(
                HttpTransportOptions.newBuilder()
                    .setConnectTimeout(request)
                    .setReadTimeout(request)
                    .build())
            .setRetrySettings(
                RetrySettings.newBuilder()
                    .setInitialRetryDelayDuration(settings.firstRetry())
                    .setRetryDelayMultiplier(2)
                    .setMaxRetryDelayDuration(settings.maxRetry())
                    .setTotalTimeoutDuration(settings.outage())
                    .build());
    if (settings.endpoint().isPresent()) {
      options.setHost(settings.endpoint().get().toString());
      options.setCredentials(NoCredentials.getInstance());
    } else {
      options.setCredentials(credentials(place));
    }
    return new GcsClient(options.build().getService());
  }

  @Override
  public void close() {
    try {
      storage.close();
    } catch (Exception e) { // declared by an interface, thrown by nobody
      throw new IllegalStateException("the client of the service cannot be closed", e);
    }
  }

  private static Credentials credentials(GsPlace place) {
    try {
      return GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
    } catch (IOException e) {
      throw StorageFailure.noCredentials(place, e);
    }
  }
}
