package org.noisystudent.preflight;

/** How often the body of a loop counts in what a step costs. */
public enum LoopCount {
  /** There is no loop. */
  NO_LOOPS,
  /** As often as it runs. */
  AS_THEY_RUN,
  /** Once, for the module does not say how often some loop runs. */
  ONCE
}
