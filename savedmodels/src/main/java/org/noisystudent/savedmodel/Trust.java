package org.noisystudent.savedmodel;

/** Whether a SavedModel, which is a program, may do as it likes. */
public enum Trust {
  /** It is refused if it holds ops that reach files, the network or Python. */
  CHECKED,
  /** The user vouches for it: {@code --trust-model}. */
  TRUSTED
}
