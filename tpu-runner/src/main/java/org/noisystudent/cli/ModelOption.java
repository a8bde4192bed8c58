package org.noisystudent.cli;

import org.noisystudent.savedmodel.Trust;
import org.noisystudent.selftraining.Devices;
import picocli.CommandLine.Option;

/** The options of every command that runs a model. */
final class ModelOption {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description =
          "the folder of a SavedModel that classifies images, on the disk or gs://BUCKET/PATH")
  private GivenPlace folder;

  @Option(
      names = "--trust-model",
      description = "run a model whose graph may touch files or the network")
  private boolean trust;

  /** Loads the model on a device; it is the caller's to close, before it. */
  LoadedModel load(Devices devices) {
    return LoadedModel.load(folder.local(), trust ? Trust.TRUSTED : Trust.CHECKED, devices);
  }
}
