package org.noisystudent.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.noisystudent.job.JobBackend;
import org.noisystudent.job.LocalJobs;
import org.noisystudent.kubernetes.ClusterConnection;
import org.noisystudent.kubernetes.ClusterOptions;
import org.noisystudent.process.JavaProcess;
import picocli.CommandLine.Option;

/** The options of every command about jobs: which service has them, and how it is reached. */
final class ClusterAccess {
  /** A service that runs jobs. */
  enum Cluster {
    /** A Kubernetes cluster with the JobSet API, such as Google Kubernetes Engine's. */
    GKE,
    /** The background of this machine. */
    LOCAL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--cluster",
      required = true,
      paramLabel = "gke|local",
      description = "what has the jobs: a Kubernetes cluster with JobSet, or this machine")
  private Cluster cluster;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "namespace of Kubernetes (default: ${DEFAULT-VALUE})")
  private String namespace;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "context of the kubeconfig, found as kubectl does (default: its current one)")
  private Optional<String> context = Optional.empty();

  @Option(
      names = "--jobs-dir",
      paramLabel = "DIR",
      defaultValue = "runs/jobs",
      description = "where this machine's jobs are kept (default: ${DEFAULT-VALUE})")
  private Path jobs;

  Cluster cluster() {
    return cluster;
  }

  String namespace() {
    return namespace;
  }

  /** Reaches the service for jobs that are there. */
  JobBackend open() {
    return open(
        new ClusterOptions(
            namespace, Optional.empty(), Optional.empty(), Optional.empty(), false, Duration.ZERO));
  }

  /** Reaches the service; the caller closes it. */
  JobBackend open(ClusterOptions options) {
    return switch (cluster) {
      case GKE -> ClusterConnection.open(context, options);
      case LOCAL -> new LocalJobs(jobs, JavaProcess.command(Main.class), Clock.systemUTC());
    };
  }
}
