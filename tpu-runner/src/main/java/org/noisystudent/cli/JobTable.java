package org.noisystudent.cli;

import java.util.List;
import org.noisystudent.job.JobStatus;

/** Jobs as lines of a table. */
final class JobTable {
  private static final String ROW = "%-24s %-13s %8s  %-12s %s%n";

  private JobTable() {}

  static String of(List<JobStatus> jobs) {
    StringBuilder text = new StringBuilder();
    text.append(ROW.formatted("job", "state", "restarts", "accelerator", "run directory"));
    for (JobStatus job : jobs) {
      text.append(
          ROW.formatted(job.name(), job.state(), job.restarts(), job.accelerator(), job.runDir()));
      if (!job.message().isEmpty()) {
        text.append("  ").append(job.message()).append('\n');
      }
    }
    return text.toString();
  }
}
