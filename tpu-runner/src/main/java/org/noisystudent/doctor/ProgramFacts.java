package org.noisystudent.doctor;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.noisystudent.run.GitCommit;
import org.noisystudent.savedmodel.ProgramVersion;

/** What the program and its JVM are, and what the environment tells them. */
final class ProgramFacts {
  /** Variables that hold no secret, and that change what is computed or where. */
  private static final List<String> VARIABLES =
      List.of(
          "CUDA_VISIBLE_DEVICES",
          "LD_LIBRARY_PATH",
          "NOISYSTUDENT_GPU",
          "NOISYSTUDENT_PJRT_PLUGIN",
          "NVIDIA_VISIBLE_DEVICES",
          "OMP_NUM_THREADS",
          "TF_CPP_MIN_LOG_LEVEL",
          "TF_ENABLE_ONEDNN_OPTS",
          "TF_FORCE_GPU_ALLOW_GROWTH",
          "TF_XLA_FLAGS",
          "TPU_ACCELERATOR_TYPE",
          "TPU_CHIPS_PER_HOST_BOUNDS",
          "TPU_HOST_BOUNDS",
          "TPU_LIBRARY_PATH",
          "TPU_SKIP_MDS_QUERY",
          "TPU_WORKER_ID",
          "XDG_CACHE_HOME",
          "XLA_FLAGS");

  private ProgramFacts() {}

  static Facts addTo(Facts facts, Map<String, String> environment) {
    Runtime runtime = Runtime.getRuntime();
    return facts
        .put("version", ProgramVersion.current())
        .putText("commit", GitCommit.of(ownFolder()))
        .put("java", System.getProperty("java.version"))
        .put("javaVendor", System.getProperty("java.vendor"))
        .put("javaVm", System.getProperty("java.vm.name") + " " + Runtime.version())
        .put("maxHeapBytes", runtime.maxMemory())
        .put("environment", environment(environment));
  }

  /** Returns the variables that are set, the user's home in them as {@code ~}. */
  static Map<String, String> environment(Map<String, String> environment) {
    Map<String, String> shown = new TreeMap<>();
    for (String name : VARIABLES) {
      if (environment.containsKey(name)) {
        shown.put(name, withoutHome(environment.get(name), environment));
      }
    }
    return shown;
  }

  /** Returns a text that may hold paths, the user's home in it as {@code ~}. */
  static String withoutHome(String text, Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    return home.length() > 1 ? text.replace(home, "~") : text;
  }

  /** Returns a folder of the checkout that the program was built in. */
  private static Path ownFolder() {
    try {
      Path own =
          Path.of(ProgramFacts.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return own.getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
