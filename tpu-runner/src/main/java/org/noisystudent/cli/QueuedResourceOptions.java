package org.noisystudent.cli;

import java.util.Optional;
import org.noisystudent.cloudtpu.CloudTpuOptions;
import picocli.CommandLine.Option;

/** How {@code submit} has a job run on Cloud TPU. */
final class QueuedResourceOptions {
  @Option(
      names = "--runtime-version",
      paramLabel = "NAME",
      description = "cloud-tpu: the VMs' software (default: that of the accelerator's kind)")
  private Optional<String> runtimeVersion = Optional.empty();

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "cloud-tpu: the project's network (default: its default one)")
  private Optional<String> network = Optional.empty();

  @Option(
      names = "--reservation",
      paramLabel = "NAME",
      description = "cloud-tpu: projects/P/locations/Z/reservations/R")
  private Optional<String> reservation = Optional.empty();

  CloudTpuOptions options(CloudTpuOptions place, Optional<String> serviceAccount, boolean spot) {
    return new CloudTpuOptions(
        place.project(), place.zone(), runtimeVersion, network, serviceAccount, reservation, spot);
  }
}
