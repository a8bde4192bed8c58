package org.noisystudent.corruption;

import java.util.Locale;

/** The forms of a robustness set. */
public enum SetForm {
  /** Each image corrupted, {@code corruption/severity/class/image}. */
  C,
  /** Each image a sequence of frames, {@code perturbation/class/image/frame}. */
  P;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
