package org.noisystudent.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.noisystudent.job.JobStatus;
import org.noisystudent.storage.Json;

/** Jobs as lines of a table, or as JSON. */
final class JobTable {
  private static final String ROW = "%-24s %-13s %8s  %-12s %s%n";

  private JobTable() {}

  /** Prints jobs as a table, or in its place a document with the same. */
  static void print(PrintWriter out, List<JobStatus> jobs, boolean json, Object document) {
    out.print(json ? new String(Json.document(document), StandardCharsets.UTF_8) : table(jobs));
    out.flush();
  }

  private static String table(List<JobStatus> jobs) {
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
