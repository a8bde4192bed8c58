package org.noisystudent.cli;

import java.time.Duration;
import java.util.Optional;
import org.noisystudent.kubernetes.ClusterOptions;
import picocli.CommandLine.Option;

/** How {@code submit} has a job run on a Kubernetes cluster. */
final class KubernetesOptions {
  @Option(
      names = "--queue",
      paramLabel = "NAME",
      description = "gke: Kueue's local queue to wait in")
  private Optional<String> queue = Optional.empty();

  @Option(
      names = "--priority-class",
      paramLabel = "NAME",
      description = "gke: Kubernetes' priority class of the pods: who is preempted for whom")
  private Optional<String> priorityClass = Optional.empty();

  @Option(
      names = "--keep-hours",
      paramLabel = "N",
      defaultValue = "168",
      description = "gke: how long it stays listed when it has ended (default: ${DEFAULT-VALUE})")
  private int keepHours;

  ClusterOptions options(String namespace, Optional<String> serviceAccount, boolean spot) {
    OptionRules.atLeast("--keep-hours", keepHours, 0);
    return new ClusterOptions(
        namespace, queue, serviceAccount, priorityClass, spot, Duration.ofHours(keepHours));
  }
}
