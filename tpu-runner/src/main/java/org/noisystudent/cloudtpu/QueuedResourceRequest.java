package org.noisystudent.cloudtpu;

import com.google.cloud.tpu.v2.CreateQueuedResourceRequest;
import com.google.cloud.tpu.v2.NetworkConfig;
import com.google.cloud.tpu.v2.Node;
import com.google.cloud.tpu.v2.QueuedResource;
import com.google.cloud.tpu.v2.SchedulingConfig;
import com.google.cloud.tpu.v2.ServiceAccount;
import com.google.common.io.Resources;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.noisystudent.job.Accelerator;
import org.noisystudent.job.AcceleratorFamily;
import org.noisystudent.job.JobSpec;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * A job as Cloud TPU has it: a queued resource with one node, whose VMs run the container at each
 * start. What is the job's own goes into the VMs' metadata, of which the script that they start
 * with reads it.
 *
 * <p>Source: {@code google.cloud.tpu.v2}, QueuedResource and Node; the software versions of the
 * page "TPU software versions", November 2026.
 */
public final class QueuedResourceRequest {
  static final String LABEL = "app";
  static final String APP = "noisystudent";
  static final String RESTARTS = "noisystudent-restarts";
  static final String RUN_DIR = "noisystudent-run-dir";

  private static final Map<AcceleratorFamily, String> RUNTIMES =
      Map.of(
          AcceleratorFamily.V2, "tpu-ubuntu2204-base",
          AcceleratorFamily.V3, "tpu-ubuntu2204-base",
          AcceleratorFamily.V4, "tpu-ubuntu2204-base",
          AcceleratorFamily.V5E, "v2-alpha-tpuv5-lite",
          AcceleratorFamily.V5P, "v2-alpha-tpuv5",
          AcceleratorFamily.V6E, "v2-alpha-tpuv6e");

  private QueuedResourceRequest() {}

  /** Returns the request of a job as protobuf's text, to be read by people. */
  public static String text(JobSpec job, CloudTpuOptions options) {
    return TextFormat.printer().printToString(creating(job.name(), of(job, options), options));
  }

  /** Returns what asks for a queued resource by a name. */
  static CreateQueuedResourceRequest creating(
      String name, QueuedResource resource, CloudTpuOptions options) {
    return CreateQueuedResourceRequest.newBuilder()
        .setParent(options.location())
        .setQueuedResourceId(name)
        .setQueuedResource(resource)
        .build();
  }

  /**
   * Returns the queued resource of a job.
   *
   * @throws UserErrorException if it cannot be on Cloud TPU
   */
  static QueuedResource of(JobSpec job, CloudTpuOptions options) {
    Accelerator accelerator = job.checkRemote();
    String type =
        accelerator
            .cloudName()
            .orElseThrow(
                () ->
                    new UserErrorException(
                        Kind.USAGE, "--accelerator (" + accelerator.name() + ") must be a TPU"));
    Node.Builder node =
        Node.newBuilder()
            .setAcceleratorType(type)
            .setRuntimeVersion(runtime(accelerator, options))
            .putLabels(LABEL, APP)
            .putLabels(RESTARTS, "0")
            .putMetadata("enable-guest-attributes", "TRUE")
            .putMetadata("startup-script", script())
            .putMetadata("noisystudent-image", job.image())
            .putMetadata("noisystudent-config", job.config())
            .putMetadata(RUN_DIR, job.runDir())
            .putMetadata("noisystudent-hosts", String.valueOf(accelerator.hosts()));
    options
        .network()
        .ifPresent(
            network -> node.setNetworkConfig(NetworkConfig.newBuilder().setNetwork(network)));
    options
        .serviceAccount()
        .ifPresent(
            account ->
                node.setServiceAccount(
                    ServiceAccount.newBuilder()
                        .setEmail(account)
                        .addScope("https://www.googleapis.com/auth/cloud-platform")));
    if (options.spot()) {
      node.setSchedulingConfig(SchedulingConfig.newBuilder().setSpot(true));
    }
    QueuedResource.Builder resource =
        QueuedResource.newBuilder()
            .setTpu(
                QueuedResource.Tpu.newBuilder()
                    .addNodeSpec(
                        QueuedResource.Tpu.NodeSpec.newBuilder()
                            .setParent(options.location())
                            .setNodeId(job.name())
                            .setNode(node)));
    if (options.spot()) {
      resource.setSpot(QueuedResource.Spot.getDefaultInstance());
    }
    options.reservation().ifPresent(resource::setReservationName);
    return resource.build();
  }

  /** Returns the request that asks once more for what was given before. */
  static QueuedResource again(QueuedResource before) {
    QueuedResource.Tpu.NodeSpec spec = before.getTpu().getNodeSpec(0);
    Node asked = spec.getNode();
    int restarts = Integer.parseInt(asked.getLabelsOrDefault(RESTARTS, "0"));
    Node.Builder node =
        Node.newBuilder()
            .setAcceleratorType(asked.getAcceleratorType())
            .setRuntimeVersion(asked.getRuntimeVersion())
            .putAllLabels(asked.getLabelsMap())
            .putLabels(RESTARTS, String.valueOf(restarts + 1))
            .putAllMetadata(asked.getMetadataMap());
    if (asked.hasNetworkConfig()) {
      node.setNetworkConfig(asked.getNetworkConfig());
    }
    if (asked.hasServiceAccount()) {
      node.setServiceAccount(asked.getServiceAccount());
    }
    if (asked.hasSchedulingConfig()) {
      node.setSchedulingConfig(asked.getSchedulingConfig());
    }
    return before.toBuilder()
        .clearName()
        .clearCreateTime()
        .clearState()
        .setTpu(
            QueuedResource.Tpu.newBuilder()
                .addNodeSpec(
                    QueuedResource.Tpu.NodeSpec.newBuilder()
                        .setParent(spec.getParent())
                        .setNodeId(spec.getNodeId())
                        .setNode(node)))
        .build();
  }

  private static String runtime(Accelerator accelerator, CloudTpuOptions options) {
    return options
        .runtimeVersion()
        .or(() -> Optional.ofNullable(RUNTIMES.get(accelerator.family())))
        .orElseThrow(
            () ->
                new UserErrorException(
                    Kind.USAGE,
                    "--runtime-version must be given for "
                        + accelerator.name()
                        + ": see what"
                        + " gcloud compute tpus tpu-vm versions list says"));
  }

  private static String script() {
    try {
      return Resources.toString(
          Resources.getResource(QueuedResourceRequest.class, "startup.sh"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
