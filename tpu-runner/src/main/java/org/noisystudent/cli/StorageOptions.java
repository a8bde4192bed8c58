package org.noisystudent.cli;

import org.noisystudent.config.PseudoLabelConfig.Storage;
import picocli.CommandLine.Option;

/** How the probabilities of images are written. */
final class StorageOptions {
  @Option(
      names = "--storage",
      paramLabel = "FORM",
      defaultValue = "float32",
      description =
          "how probabilities are written: float32, float16, or top (the most probable classes and"
              + " the sum of the others) (default: ${DEFAULT-VALUE})")
  private Storage form;

  @Option(
      names = "--stored-classes",
      paramLabel = "N",
      defaultValue = "10",
      description = "how many classes --storage top writes (default: ${DEFAULT-VALUE})")
  private int classes;

  void check() {
    OptionRules.atLeast("--stored-classes", classes, 1);
  }

  Storage form() {
    return form;
  }

  int classes() {
    return classes;
  }
}
