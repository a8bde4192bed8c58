package org.noisystudent.cli;

import java.nio.file.Path;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.selftraining.Devices;
import picocli.CommandLine.Option;

/** The options of every command that runs a model. */
final class ModelOption {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "the folder of a SavedModel that classifies images")
  private Path folder;

  @Option(
      names = "--trust-model",
      description = "run a model whose graph may touch files or the network")
  private boolean trust;

  /** Loads the model on a device; it is the caller's to close, before it. */
  LoadedModel load(Devices devices) {
    return LoadedModel.load(folder, trust ? Trust.TRUSTED : Trust.CHECKED, devices);
  }
}
