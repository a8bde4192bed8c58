package org.noisystudent.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.noisystudent.job.JobBackend;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Reaches a cluster as {@code kubectl} does: kubeconfig, or a pod's own service account. */
public final class ClusterConnection {
  private static final int RETRIES = 5;
  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(20).toMillis();

  private ClusterConnection() {}

  /**
   * Returns the jobs of a cluster; nothing is asked of it yet.
   *
   * @param context of the kubeconfig; empty for its current one
   * @throws UserErrorException if there is no kubeconfig, or no such context in it
   */
  public static JobBackend open(Optional<String> context, ClusterOptions options) {
    Config patient =
        new ConfigBuilder(found(context))
            .withRequestRetryBackoffLimit(RETRIES)
            .withRequestTimeout(TIMEOUT_MILLIS)
            .withConnectionTimeout(TIMEOUT_MILLIS)
            .build();
    return new KubernetesJobs(new KubernetesClientBuilder().withConfig(patient).build(), options);
  }

  private static Config found(Optional<String> context) {
    boolean file = Config.getKubeconfigFilenames().stream().anyMatch(f -> Files.exists(Path.of(f)));
    if (!file && System.getenv("KUBERNETES_SERVICE_HOST") == null) {
      throw new UserErrorException(
          Kind.USAGE,
          "no cluster is known here: there is no kubeconfig; name one by KUBECONFIG, or make it,"
              + " for GKE with gcloud container clusters get-credentials");
    }
    Config config = Config.autoConfigure(context.orElse(null));
    boolean known =
        context.isEmpty()
            || config.getContexts().stream()
                .anyMatch(named -> named.getName().equals(context.get()));
    if (!known) {
      throw new UserErrorException(
          Kind.USAGE, "--context (" + context.get() + ") must be one of the kubeconfig");
    }
    return config;
  }
}
