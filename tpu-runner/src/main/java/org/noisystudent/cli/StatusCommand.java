package org.noisystudent.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.noisystudent.job.JobBackend;
import org.noisystudent.job.JobStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a job is doing, or watches it. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Says what a job is doing; with --watch until it ends.",
    footer = {"", "Example:", "  ./noisystudent status b7-teacher --cluster gke --watch"})
final class StatusCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "the job's name")
  private String name;

  @Mixin private ClusterAccess access;

  @Mixin private WatchOptions watch;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (JobBackend backend = access.open()) {
      JobStatus status = backend.status(name);
      JobTable.print(spec.commandLine().getOut(), List.of(status), json, status);
      return watch.isOn() ? watch.watch(backend, status, spec.commandLine().getErr()) : 0;
    }
  }
}
