package org.noisystudent.cli;

import java.util.concurrent.Callable;
import org.noisystudent.job.JobBackend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a job's first process has printed. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = "Prints what the first process of a job has printed.",
    footer = {"", "Example:", "  ./noisystudent logs b7-teacher --cluster gke --follow"})
final class LogsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "the job's name")
  private String name;

  @Mixin private ClusterAccess access;

  @Option(names = "--follow", description = "go on until the process ends")
  private boolean follow;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (JobBackend backend = access.open()) {
      backend.logs(name, follow, spec.commandLine().getOut());
      spec.commandLine().getOut().flush();
      return 0;
    }
  }
}
