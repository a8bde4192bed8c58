package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.noisystudent.pseudolabel.ImageBatches;
import org.noisystudent.pseudolabel.LabelingTeacher;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.selftraining.Devices;

/**
 * Models whose predictions are averaged.
 *
 * @param models at least one
 */
record LoadedModels(List<LoadedModel> models) implements AutoCloseable {
  LoadedModels {
    models = List.copyOf(models);
  }

  static LoadedModels load(List<Path> folders, Trust trust, Devices devices) {
    List<LoadedModel> models = new ArrayList<>();
    try {
      folders.forEach(folder -> models.add(LoadedModel.load(folder, trust, devices)));
      return new LoadedModels(models);
    } catch (RuntimeException e) {
      models.forEach(LoadedModel::close);
      throw e;
    }
  }

  int classes() {
    return models.get(0).classes();
  }

  /** Returns the class names of the first model that has some. */
  List<String> classNames() {
    return models.stream()
        .map(LoadedModel::classNames)
        .filter(names -> !names.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** Returns the smallest resolution. */
  int resolution() {
    return models.stream().mapToInt(m -> m.classifier().resolution()).min().orElseThrow();
  }

  /** Returns a hash of what the models compute together. */
  String hash() {
    return models.stream().map(LoadedModel::hash).collect(Collectors.joining("+"));
  }

  /**
   * Returns the models as teachers.
   *
   * @param images gives the images as a model takes them
   */
  List<LabelingTeacher> teachers(Function<LoadedModel, ImageBatches.Source> images) {
    return models.stream()
        .map(
            model ->
                new LabelingTeacher(
                    "model folder (" + model.folder() + ")",
                    model.classifier(),
                    model.classNames().isEmpty() ? classNames() : model.classNames(),
                    images.apply(model)))
        .toList();
  }

  @Override
  public void close() {
    models.forEach(LoadedModel::close);
  }
}
