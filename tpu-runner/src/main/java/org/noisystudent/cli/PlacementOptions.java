package org.noisystudent.cli;

import java.util.Optional;
import org.noisystudent.cloudtpu.CloudTpuOptions;
import org.noisystudent.kubernetes.ClusterOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How {@code submit} has a job run: on what kind of machines, and with whose rights. */
final class PlacementOptions {
  @Mixin private KubernetesOptions kubernetes = new KubernetesOptions();

  @Mixin private QueuedResourceOptions queued = new QueuedResourceOptions();

  @Option(
      names = "--service-account",
      paramLabel = "NAME",
      description = {
        "whose rights it has: on a cluster a Kubernetes service account, whose workload identity",
        "may use the bucket; on Cloud TPU an address"
      })
  private Optional<String> serviceAccount = Optional.empty();

  @Option(names = "--spot", description = "on machines that may be taken away at any time")
  private boolean spot;

  ClusterOptions onKubernetes(String namespace) {
    return kubernetes.options(namespace, serviceAccount, spot);
  }

  CloudTpuOptions onCloudTpu(CloudTpuOptions place) {
    return queued.options(place, serviceAccount, spot);
  }
}
