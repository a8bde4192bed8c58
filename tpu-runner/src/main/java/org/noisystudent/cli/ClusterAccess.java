package org.noisystudent.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.noisystudent.cloudtpu.CloudTpuOptions;
import org.noisystudent.cloudtpu.QueuedResourceRequest;
import org.noisystudent.cloudtpu.TpuConnection;
import org.noisystudent.job.JobBackend;
import org.noisystudent.job.JobSpec;
import org.noisystudent.job.LocalJobs;
import org.noisystudent.kubernetes.ClusterConnection;
import org.noisystudent.kubernetes.JobSetManifest;
import org.noisystudent.process.JavaProcess;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine.Option;

/** The options of every command about jobs: which service has them, and how it is reached. */
final class ClusterAccess {
  /** A service that runs jobs. */
  enum Cluster {
    /** A Kubernetes cluster with the JobSet API, such as Google Kubernetes Engine's. */
    GKE,
    /** Queued resources of the Cloud TPU API. */
    CLOUD_TPU,
    /** The background of this machine. */
    LOCAL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final Pattern PLACE = Pattern.compile("[a-z0-9][a-z0-9:.-]*");

  @Option(
      names = "--cluster",
      required = true,
      paramLabel = "gke|cloud-tpu|local",
      description =
          "what has the jobs: a Kubernetes cluster with JobSet, queued resources of Cloud TPU, or"
              + " this machine")
  private Cluster cluster;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "gke: namespace of Kubernetes (default: ${DEFAULT-VALUE})")
  private String namespace;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description =
          "gke: context of the kubeconfig, found as kubectl does (default: its current one)")
  private Optional<String> context = Optional.empty();

  @Option(
      names = "--jobs-dir",
      paramLabel = "DIR",
      defaultValue = "runs/jobs",
      description = "local: where this machine's jobs are kept (default: ${DEFAULT-VALUE})")
  private Path jobs;

  @Option(
      names = "--project",
      paramLabel = "NAME",
      defaultValue = "",
      description = "cloud-tpu: project of Google Cloud")
  private String project;

  @Option(
      names = "--zone",
      paramLabel = "NAME",
      defaultValue = "",
      description = "cloud-tpu: zone, such as us-central2-b")
  private String zone;

  /** Reaches the service for jobs that are there. */
  JobBackend open() {
    return open(new PlacementOptions());
  }

  /** Reaches the service for new jobs; the caller closes it. */
  JobBackend open(PlacementOptions placement) {
    return switch (cluster) {
      case GKE -> ClusterConnection.open(context, placement.onKubernetes(namespace));
      case CLOUD_TPU -> TpuConnection.open(placement.onCloudTpu(place()));
      case LOCAL -> local();
    };
  }

  /** Returns what would be sent for a new job, to be read by people; nobody is asked. */
  String describe(JobSpec job, PlacementOptions placement) {
    return switch (cluster) {
      case GKE -> new JobSetManifest(job, placement.onKubernetes(namespace)).yaml();
      case CLOUD_TPU -> QueuedResourceRequest.text(job, placement.onCloudTpu(place()));
      case LOCAL -> local().describe(job);
    };
  }

  private LocalJobs local() {
    return new LocalJobs(jobs, JavaProcess.command(Main.class), Clock.systemUTC());
  }

  private CloudTpuOptions place() {
    for (String value : List.of(project, zone)) {
      if (!PLACE.matcher(value).matches()) {
        throw new UserErrorException(
            Kind.USAGE,
            "--project (%s) and --zone (%s) must be given, of a-z, 0-9 and -"
                .formatted(project, zone));
      }
    }
    return CloudTpuOptions.of(project, zone);
  }
}
