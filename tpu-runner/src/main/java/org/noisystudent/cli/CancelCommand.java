package org.noisystudent.cli;

import java.util.concurrent.Callable;
import org.noisystudent.job.JobBackend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ends a job. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = "Ends a job; its run directory stays, and a new job on it goes on from there.",
    footer = {"", "Example:", "  ./noisystudent cancel b7-teacher --cluster gke"})
final class CancelCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "the job's name")
  private String name;

  @Mixin private ClusterAccess access;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (JobBackend backend = access.open()) {
      backend.cancel(name);
      spec.commandLine().getErr().println("cancelled " + name);
      return 0;
    }
  }
}
