package org.noisystudent.pjrt;

/** Which plugins, which are native code, may be loaded. */
public enum PluginTrust {
  /** Those whose SHA-256 is in this repository. */
  PINNED,
  /** Any: the user vouches for it, {@code --trust-plugin}. */
  TRUSTED;

  /** Returns what a user vouches for. */
  public static PluginTrust of(boolean trusted) {
    return trusted ? TRUSTED : PINNED;
  }
}
