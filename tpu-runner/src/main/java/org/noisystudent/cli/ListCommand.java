package org.noisystudent.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.noisystudent.job.JobBackend;
import org.noisystudent.job.JobStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the jobs that were submitted. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the jobs that were submitted, and what they are doing.",
    footer = {"", "Example:", "  ./noisystudent list --cluster local"})
final class ListCommand implements Callable<Integer> {
  @Mixin private ClusterAccess access;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (JobBackend backend = access.open()) {
      List<JobStatus> jobs = backend.list();
      JobTable.print(spec.commandLine().getOut(), jobs, json, Map.of("jobs", jobs));
      return 0;
    }
  }
}
