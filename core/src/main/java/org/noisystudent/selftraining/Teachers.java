package org.noisystudent.selftraining;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.noisystudent.config.AugmentConfig;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.data.SeedStream;
import org.noisystudent.device.VariableValues;
import org.noisystudent.export.NoisedClassifier;
import org.noisystudent.model.Architecture;
import org.noisystudent.pseudolabel.ImageBatches;
import org.noisystudent.pseudolabel.LabelingTeacher;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.savedmodel.ModelCard;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.storage.RemoteFiles;

/** The models that label the images of an iteration; owns them. */
final class Teachers implements AutoCloseable {
  private final ExperimentConfig experiment;
  private final Devices devices;
  private final List<Loaded> loaded = new ArrayList<>();

  /**
   * A teacher.
   *
   * @param noise what it labels under, said in its hash; empty = none
   */
  private record Loaded(
      Path folder,
      Classifier classifier,
      List<String> classNames,
      AugmentConfig augment,
      String noise) {
    String hash() {
      return ContentHash.ofModel(folder) + noise;
    }
  }

  /** Where the images of one teacher come from. */
  @FunctionalInterface
  interface Views {
    /** Returns the images cut and sized as a teacher takes them. */
    ImageBatches.Source of(AugmentConfig augment, int resolution);
  }

  Teachers(ExperimentConfig experiment, Devices devices) {
    this.experiment = experiment;
    this.devices = devices;
  }

  /** Adds a model of the run, for which images are cut as the config says. */
  Teachers withOwn(Path folder, AugmentConfig augment, Trust trust) {
    add(folder, augment, List.of(), trust);
    return this;
  }

  /**
   * Adds a model of the run that answers under a student's noise.
   *
   * @param teacher what it was trained by
   */
  Teachers withNoised(Path folder, TrainingConfig teacher, TrainingConfig student) {
    Architecture architecture =
        Architecture.of(teacher.trainedModel(), experiment.data().classes());
    long seed = SeedStream.NOISED_TEACHER.of(experiment.seed());
    try (VariableValues values = TeacherWeights.read("pseudoLabel.noised", folder, architecture)) {
      loaded.add(
          new Loaded(
              folder,
              new NoisedClassifier(
                  architecture,
                  student.noise(),
                  student.pseudoLabel().batch(),
                  seed,
                  values,
                  experiment.device()),
              List.of(),
              student.augment(),
              " under " + student.noise() + ", " + student.augment() + ", seed " + seed));
    }
    return this;
  }

  /** Adds models that were given, for which images are cut as their cards say. */
  Teachers withGiven(List<String> folders, AugmentConfig augment, Trust trust) {
    for (String name : folders) {
      Path folder = RemoteFiles.local(name);
      Optional<ModelCard> card = ModelCard.read(folder);
      add(
          folder,
          card.map(c -> augment.withEvaluationCrop(c.evaluationCrop())).orElse(augment),
          card.map(ModelCard::classNames).orElse(List.of()),
          trust);
    }
    return this;
  }

  private void add(Path folder, AugmentConfig augment, List<String> classNames, Trust trust) {
    try {
      Classifier model = devices.open(folder, trust);
      loaded.add(new Loaded(folder, model, classNames, augment, ""));
      model.requireClasses(folder, experiment.data().classes());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Returns a hash of what they compute together. */
  String hash() {
    return loaded.stream().map(Loaded::hash).collect(Collectors.joining("+"));
  }

  /** Returns them with their images. */
  List<LabelingTeacher> labeling(Views views, List<String> classNames) {
    return loaded.stream()
        .map(
            teacher ->
                new LabelingTeacher(
                    "model folder (" + teacher.folder() + ")",
                    teacher.classifier(),
                    teacher.classNames().isEmpty() ? classNames : teacher.classNames(),
                    views.of(teacher.augment(), teacher.classifier().resolution())))
        .toList();
  }

  @Override
  public void close() {
    loaded.forEach(teacher -> teacher.classifier().close());
  }
}
