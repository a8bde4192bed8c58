package org.noisystudent.doctor;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import org.noisystudent.device.VisibleDevices;
import org.noisystudent.device.VisibleDevices.Visible;
import org.tensorflow.TensorFlow;

/** What TensorFlow's native library is, and what it sees. */
final class TensorFlowFacts {
  private TensorFlowFacts() {}

  static Facts addTo(Facts facts) {
    List<String> natives =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> entry.substring(entry.lastIndexOf(File.separatorChar) + 1))
            .filter(jar -> jar.matches("tensorflow-core-native-[0-9].*-[a-z]+-[a-z].*\\.jar"))
            .toList();
    facts
        .put("natives", natives)
        .put("gpuNative", natives.stream().anyMatch(jar -> jar.endsWith("-gpu.jar")))
        .put("version", TensorFlow.version());
    return facts.put(
        "devices", VisibleDevices.ofTensorFlow().stream().map(TensorFlowFacts::text).toList());
  }

  private static String text(Visible device) {
    return "%s %s, %d bytes".formatted(device.type(), device.name(), device.memoryBytes());
  }
}
