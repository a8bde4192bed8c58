package org.noisystudent.model;

/**
 * How a step saves memory, in compiling and in running.
 *
 * @param rolled whether the blocks of a stage that are alike become loops, which compute each of
 *     them again in the backward pass
 * @param recomputed whether the other blocks are computed again in the backward pass as well
 */
public record MemorySaving(boolean rolled, boolean recomputed) {
  /** Returns the step that is fastest where it fits. */
  public static MemorySaving none() {
    return new MemorySaving(false, false);
  }

  boolean isOn() {
    return rolled || recomputed;
  }
}
