package org.noisystudent.importer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.noisystudent.checkpoint.TrainedModel;
import org.noisystudent.config.ModelConfig;
import org.noisystudent.data.ImageNetClasses;
import org.noisystudent.device.VariableValues;
import org.noisystudent.export.ModelExport;
import org.noisystudent.importer.WeightFile.Stored;
import org.noisystudent.model.Architecture;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RunStorage;

/** A network and the file of its weights, which another program trained; they fit each other. */
public final class CheckpointImport {
  private final ModelConfig model;
  private final Architecture architecture;
  private final WeightFile file;
  private final Naming naming;
  private final List<Weight> weights;
  private final List<String> classNames;

  private CheckpointImport(ModelConfig model, WeightFile file) {
    this.model = model;
    this.file = file;
    naming = file.naming();
    architecture = Architecture.of(model, classes());
    weights = Fitting.of(file, naming, architecture);
    classNames =
        architecture.classes() == ImageNetClasses.COUNT ? ImageNetClasses.names() : List.of();
  }

  /**
   * Looks into a checkpoint.
   *
   * @param checkpoint a TensorFlow checkpoint (path without suffix, index file, or folder), or a
   *     PyTorch file
   * @param model what it is of; the file says how many classes
   * @throws UserErrorException if it is missing, damaged, more than weights, or of another network
   */
  public static CheckpointImport of(Path checkpoint, ModelConfig model) {
    Optional<Path> prefix = TensorFlowCheckpoint.prefix(checkpoint);
    if (prefix.isPresent()) {
      return new CheckpointImport(model, new TensorFlowCheckpoint(BundleIndex.read(prefix.get())));
    }
    if (Files.isRegularFile(checkpoint)) {
      return new CheckpointImport(model, TorchFile.open(checkpoint));
    }
    throw new UserErrorException(
        Kind.DATA,
        ("checkpoint (%s) must be a PyTorch file, or a TensorFlow checkpoint with an .index file:"
                + " there is neither")
            .formatted(checkpoint));
  }

  /** Returns as many classes as the classifier has biases, ImageNet's where it has none. */
  private int classes() {
    Stored biases = file.contents().get(naming.classBiases());
    return biases != null && biases.shape().numDimensions() == 1 && biases.shape().get(0) > 0
        ? Math.toIntExact(biases.shape().get(0))
        : ImageNetClasses.COUNT;
  }

  /** Returns what was found: the kind of file, the weights that are taken, the classes. */
  public String summary() {
    return "%s, %s, %d classes%s"
        .formatted(
            file.format(),
            naming.weights(),
            architecture.classes(),
            classNames.isEmpty() ? "" : " of ImageNet");
  }

  /**
   * Publishes the network as a SavedModel.
   *
   * @param crop how its images are framed, as they were when it was trained
   * @throws UserErrorException if the weights are damaged
   */
  public void publish(EvaluationCrop crop, RunStorage storage, String path, Clock clock) {
    Map<String, String> hashes = new TreeMap<>();
    file.files().forEach(f -> hashes.put(f.getFileName().toString(), ContentHash.of(f)));
    Map<String, Object> origin =
        Map.of("format", file.format(), "files", hashes.keySet(), "weights", naming.weights());
    TrainedModel trained =
        new TrainedModel(
            model,
            architecture.classes(),
            classNames,
            crop,
            Json.tree(new TreeMap<>(Map.of("imported", new TreeMap<>(origin), "model", model))),
            hashes,
            "");
    try (VariableValues values = read()) {
      ModelExport.publish(trained, Map.of(), values, storage, path, clock);
    }
  }

  /** Returns the weights under the names of the network's variables; the caller's to close. */
  VariableValues read() {
    VariableValues values = file.read(weights);
    if (!values.areFinite()) {
      values.close();
      throw new UserErrorException(
          Kind.DATA,
          "checkpoint (%s) must hold finite numbers alone".formatted(file.files().get(0)));
    }
    return values;
  }
}
