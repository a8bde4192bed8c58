package org.noisystudent.job;

/**
 * A job at a moment.
 *
 * @param name its name
 * @param state what it is doing
 * @param restarts how often the cluster has begun it again
 * @param created when it was submitted, ISO 8601; empty where that is not known
 * @param accelerator what it runs on, as users write it
 * @param runDir where its run directory is
 * @param message what there is to say of its state; may be empty
 * @param mayBeRetried whether a job that failed may end otherwise if it is begun again
 */
public record JobStatus(
    String name,
    JobState state,
    int restarts,
    String created,
    String accelerator,
    String runDir,
    String message,
    boolean mayBeRetried) {}
