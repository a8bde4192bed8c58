package org.noisystudent.job;

import java.util.List;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * A service that runs jobs. What it refuses, and what cannot be reached, is a {@link
 * org.noisystudent.savedmodel.UserErrorException} of one line; what may pass by itself is a {@link
 * JobServiceUnavailableException}.
 */
public interface JobBackend extends AutoCloseable {
  /** Starts a job; its name must be free. */
  void submit(JobSpec job);

  /** Returns a job as it is now. */
  JobStatus status(String name);

  /** Returns all jobs of this program, by name. */
  List<JobStatus> list();

  /** Ends a job and leaves its run directory as it is. */
  void cancel(String name);

  /**
   * Begins a job again that is there: its processes are ended, and new ones go on from the last
   * checkpoint.
   */
  void restart(String name);

  /**
   * Writes what a job's first process has printed.
   *
   * @param follow whether to go on until the process ends
   */
  void logs(String name, boolean follow, Appendable out);

  /** Returns whether the service itself begins a job again that was preempted or has failed. */
  boolean restartsItself();

  @Override
  void close();

  /** Returns the error of a job that is not there. */
  static UserErrorException unknown(String name, Object where) {
    return new UserErrorException(
        Kind.JOB, "there is no job %s in %s: see what list says".formatted(name, where));
  }
}
