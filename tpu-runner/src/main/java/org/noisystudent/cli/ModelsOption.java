package org.noisystudent.cli;

import java.util.ArrayList;
import java.util.List;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.selftraining.Devices;
import picocli.CommandLine.Option;

/** The options of a command that averages the predictions of models. */
final class ModelsOption {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description =
          "the folder of a SavedModel that classifies images, on the disk or gs://BUCKET/PATH;"
              + " several are averaged, each asked at its own resolution")
  private List<GivenPlace> folders = new ArrayList<>();

  @Option(
      names = "--trust-model",
      description = "run models whose graphs may touch files or the network")
  private boolean trust;

  /** Loads the models on a device; they are the caller's to close, before it. */
  LoadedModels load(Devices devices) {
    return LoadedModels.load(
        folders.stream().map(GivenPlace::local).toList(),
        trust ? Trust.TRUSTED : Trust.CHECKED,
        devices);
  }
}
