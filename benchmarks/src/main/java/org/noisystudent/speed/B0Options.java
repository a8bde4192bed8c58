package org.noisystudent.speed;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of commands that let programs compute EfficientNet-B0: at what size, in what. */
final class B0Options {
  private static final int SMALLEST = 32;

  @Option(
      names = "--resolution",
      paramLabel = "N",
      defaultValue = "224",
      description = "pixels a side (default: ${DEFAULT-VALUE})")
  private int resolution;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "16",
      description = "images at a time (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--classes",
      paramLabel = "N",
      defaultValue = "1000",
      description = "classes (default: ${DEFAULT-VALUE})")
  private int classes;

  @Option(
      names = "--compute",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description = "float32 or bfloat16 (default: ${DEFAULT-VALUE})")
  private String compute;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Refuses what cannot be. */
  void check() {
    boolean known = compute.equals("float32") || compute.equals("bfloat16");
    if (batch < 1 || resolution < SMALLEST || classes < 2 || !known) {
      throw new ParameterException(
          spec.commandLine(),
          "--batch (%d) must be >= 1, --resolution (%d) >= %d, --classes (%d) >= 2, --compute (%s) float32 or bfloat16"
              .formatted(batch, resolution, SMALLEST, classes, compute));
    }
  }

  int batch() {
    return batch;
  }

  int resolution() {
    return resolution;
  }

  int classes() {
    return classes;
  }

  /** Returns whether it is computed in float32, which all programs have. */
  boolean isFloat32() {
    return compute.equals("float32");
  }

  /** Returns what results are called by. */
  Map<String, String> setting() {
    Map<String, String> setting = new LinkedHashMap<>();
    setting.put("pixels", String.valueOf(resolution));
    setting.put("batch", String.valueOf(batch));
    setting.put("compute", compute);
    return setting;
  }

  /** Returns the first arguments of each program. */
  List<String> arguments(int threads) {
    return List.of(
        String.valueOf(resolution),
        String.valueOf(batch),
        String.valueOf(classes),
        String.valueOf(threads),
        compute);
  }
}
