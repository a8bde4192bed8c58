package org.noisystudent.cli;

import java.io.PrintWriter;
import java.util.Optional;
import org.noisystudent.job.JobWatcher;
import org.noisystudent.job.RunProgress;
import org.noisystudent.run.RunPlace;
import org.noisystudent.savedmodel.UserErrorException;

/**
 * The progress of a run wherever its directory is, which is opened when it is first asked for. One
 * that cannot be read is no reason to begin a job again: it counts as moving, and that is said.
 */
final class PlaceProgress implements JobWatcher.Progress, AutoCloseable {
  private final GivenPlace given;
  private final PrintWriter err;
  private Optional<RunPlace> opened = Optional.empty();
  private boolean told;
  private long failures;

  PlaceProgress(String runDir, PrintWriter err) {
    this.given = new GivenPlace(runDir);
    this.err = err;
  }

  @Override
  public String now() {
    try {
      if (opened.isEmpty()) {
        opened = Optional.of(given.open(err::println));
      }
      return new RunProgress(opened.get().storage()).now();
    } catch (UserErrorException e) {
      if (!told) {
        err.println("whether it makes progress is not known: " + e.getMessage());
        told = true;
      }
      return "not known " + failures++;
    }
  }

  @Override
  public void close() {
    opened.ifPresent(RunPlace::close);
  }
}
