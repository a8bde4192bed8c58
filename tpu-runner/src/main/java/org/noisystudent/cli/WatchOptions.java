package org.noisystudent.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import org.noisystudent.job.JobBackend;
import org.noisystudent.job.JobServiceUnavailableException;
import org.noisystudent.job.JobState;
import org.noisystudent.job.JobStatus;
import org.noisystudent.job.JobWatcher;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine.Option;

/** Watching a job to its end: whether, and with how much patience. */
final class WatchOptions {
  @Option(
      names = "--watch",
      description = {
        "watch the job until it ends; one that was preempted, has failed by no mistake of yours or",
        "makes no progress is begun again"
      })
  private boolean watch;

  @Option(
      names = "--poll-seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "time between two looks (default: ${DEFAULT-VALUE})")
  private int pollSeconds;

  @Option(
      names = "--stall-minutes",
      paramLabel = "N",
      defaultValue = "60",
      description = "time without progress of a job that runs (default: ${DEFAULT-VALUE})")
  private int stallMinutes;

  @Option(
      names = "--outage-minutes",
      paramLabel = "N",
      defaultValue = "15",
      description = "time without an answer of the service (default: ${DEFAULT-VALUE})")
  private int outageMinutes;

  @Option(
      names = "--back-off-seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "time before it is begun again, doubled each time (default: ${DEFAULT-VALUE})")
  private int backOffSeconds;

  @Option(
      names = "--retries",
      paramLabel = "N",
      defaultValue = "10",
      description = "how often it is begun again (default: ${DEFAULT-VALUE})")
  private int retries;

  boolean isOn() {
    return watch;
  }

  /** Watches a job, and returns the program's exit code: 0 if it succeeded. */
  int watch(JobBackend backend, JobStatus job, PrintWriter err) {
    OptionRules.atLeast("--poll-seconds", pollSeconds, 1);
    OptionRules.atLeast("--stall-minutes", stallMinutes, 1);
    OptionRules.atLeast("--outage-minutes", outageMinutes, 0);
    OptionRules.atLeast("--back-off-seconds", backOffSeconds, 0);
    OptionRules.atLeast("--retries", retries, 0);
    JobWatcher watcher =
        new JobWatcher(
            backend,
            new JobWatcher.Limits(
                Duration.ofSeconds(pollSeconds),
                Duration.ofMinutes(stallMinutes),
                Duration.ofMinutes(outageMinutes),
                Duration.ofSeconds(backOffSeconds),
                retries),
            Clock.systemUTC(),
            time -> Thread.sleep(time.toMillis()),
            err::println);
    try (PlaceProgress progress = new PlaceProgress(job.runDir(), err)) {
      JobStatus end = watcher.watch(job.name(), progress);
      return end.state() == JobState.SUCCEEDED ? 0 : Kind.JOB.exitCode();
    } catch (JobServiceUnavailableException e) {
      throw new UserErrorException(
          Kind.JOB, e.getMessage() + "; the job itself is left as it is", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserErrorException(Kind.JOB, "the watch was ended; the job goes on", e);
    }
  }
}
