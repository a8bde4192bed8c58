package org.noisystudent.pjrt;

import com.sun.jna.NativeLibrary;
import java.util.Map;
import java.util.TreeMap;

/**
 * The environment variables of this process as native code sees them; {@code System.getenv} does
 * not see what is set here.
 */
final class NativeEnvironment {
  /**
   * What libtpu needs to compile on a machine with no TPU: ask no metadata server, be its own only
   * host, write no logs, and run beside another one that does the same.
   */
  static final Map<String, String> WITHOUT_A_TPU =
      Map.of(
          "TPU_SKIP_MDS_QUERY", "1",
          "TPU_WORKER_HOSTNAMES", "localhost",
          "TPU_LOG_DIR", "disabled",
          "ALLOW_MULTIPLE_LIBTPU_LOAD", "1");

  private NativeEnvironment() {}

  /** Sets variables that the user has not set. Not while other threads use native code. */
  static void setDefaults(Map<String, String> variables) {
    NativeLibrary process = NativeLibrary.getProcess();
    int overwrite = 0;
    new TreeMap<>(variables)
        .forEach(
            (name, value) -> {
              Object[] arguments = {name, value, overwrite};
              if (process.getFunction("setenv").invokeInt(arguments) != 0) {
                throw new IllegalStateException("setenv refused " + name + "=" + value);
              }
            });
  }
}
