package org.noisystudent.export;

import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.noisystudent.checkpoint.Checkpoints;
import org.noisystudent.checkpoint.TrainedModel;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.device.VariableValues;
import org.noisystudent.model.Architecture;
import org.noisystudent.savedmodel.ModelCard;
import org.noisystudent.savedmodel.ProgramVersion;
import org.noisystudent.storage.RunStorage;
import org.tensorflow.TensorFlow;

/** From a checkpoint to a SavedModel with a card. */
public final class ModelExport {
  private ModelExport() {}

  /** Publishes the model of a checkpoint as a folder of a storage, in place of an older one. */
  public static void publish(
      Checkpoints.Restored restored, RunStorage storage, String path, Clock clock) {
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("steps", (double) restored.checkpoint().step());
    restored.checkpoint().score().ifPresent(score -> metrics.put("validationTop1", score));
    publish(restored.checkpoint().model(), metrics, restored.values(), storage, path, clock);
  }

  /**
   * Publishes a model as a folder of a storage, in place of an older one.
   *
   * @param metrics what its card says of it, by name
   * @param values its variables, or their moving averages; they stay the caller's to close
   */
  public static void publish(
      TrainedModel trained,
      Map<String, Double> metrics,
      VariableValues values,
      RunStorage storage,
      String path,
      Clock clock) {
    Architecture architecture = Architecture.of(trained.model(), trained.classes());
    ModelCard card =
        new ModelCard(
            trained.model().variant(),
            architecture.resolution(),
            trained.classes(),
            trained.classNames(),
            trained.evaluationCrop(),
            trained.config(),
            trained.dataHashes(),
            metrics,
            new ModelCard.Versions(
                TensorFlow.version(), System.getProperty("java.version"), ProgramVersion.current()),
            clock.instant(),
            trained.parent());
    DeviceConfig cpu = DeviceConfig.cpu(false, 1);
    try (NetworkClassifier network =
        new NetworkClassifier(architecture, trained.evaluationCrop(), cpu)) {
      network.load(values);
      storage.publishFolder(path, folder -> network.writeInto(card, folder));
    }
  }
}
