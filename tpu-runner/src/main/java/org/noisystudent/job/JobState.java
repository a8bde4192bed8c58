package org.noisystudent.job;

import java.util.Locale;

/** What a job is doing, whatever the cluster calls it. */
public enum JobState {
  /** It waits for its turn or for quota. */
  QUEUED,
  /** Its machines are being got ready. */
  PROVISIONING,
  /** Its processes run. */
  RUNNING,
  /** Its machines were taken away; the run goes on from its last checkpoint when it has others. */
  PREEMPTED,
  /** It ended without a result. */
  FAILED,
  /** It ended with one. */
  SUCCEEDED,
  /** It was ended by its user, or is being ended. */
  CANCELLED;

  /** Returns whether nothing more will happen to it by itself. */
  public boolean isFinal() {
    return this == FAILED || this == SUCCEEDED || this == CANCELLED;
  }

  /** Returns the name in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
