package org.noisystudent.selftraining;

import java.util.Optional;
import org.noisystudent.config.EvaluationConfig.Split;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.data.DataSets;
import org.noisystudent.data.DataSplit;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.data.SeedStream;
import org.noisystudent.evaluation.Evaluation;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.trainer.Trainer;

/**
 * One training by the top-level sections of a config, without the loop: on labeled images, and on
 * pseudo-labeled ones where {@code data.unlabeled} names shards that carry labels.
 */
public final class SingleTraining {
  private static final String NAME = "model";

  private final ExperimentConfig experiment;
  private final Surroundings around;

  /** Creates a training. */
  public SingleTraining(ExperimentConfig experiment, Surroundings around) {
    this.experiment = experiment;
    this.around = around;
  }

  /**
   * What was trained.
   *
   * @param model path of the SavedModel in the folder
   * @param labeled labeled images
   * @param pseudoLabeled pseudo-labeled images, copies counted
   * @param evaluation what it does, where the config names images to measure it on
   */
  public record Result(
      String model, int labeled, int pseudoLabeled, Optional<Evaluation> evaluation) {}

  /** Trains, taking up what an earlier try left; exports; measures. */
  public Result run() {
    ImageSources sources =
        new ImageSources(experiment.data(), Optional.of(around.index()), around.corrupt());
    DataSplit data = DataSets.split(experiment.data(), experiment.seed(), sources);
    Optional<ImageSource> pseudoLabeled = pseudoLabeled(data);
    TrainingConfig config = experiment.training();
    if (pseudoLabeled.isEmpty()) {
      config = config.withoutUnlabeled();
    }
    ModelTraining training =
        new ModelTraining(
            new ModelTraining.Task(
                NAME,
                config,
                SeedStream.SINGLE_TRAINING.of(experiment.seed()),
                data.labeled(),
                pseudoLabeled,
                data.validation(),
                data.classNames(),
                "",
                Optional.empty()),
            experiment,
            around);
    training.train(Trainer.Start.fromScratch());
    if (config.resolutionFix().isOn()) {
      training.fixResolution();
    }
    TrainingConfig trained = config;
    around
        .processes()
        .alone(NAME + " is exported", () -> ModelTraining.export(NAME, trained, around));
    Result result =
        new Result(
            RunDirectory.savedModel(NAME),
            data.labeled().size(),
            pseudoLabeled.map(ImageSource::size).orElse(0),
            measure(config, data));
    around.processes().barrier("the training is done");
    around.processes().part();
    return result;
  }

  private Optional<Evaluation> measure(TrainingConfig config, DataSplit data) {
    boolean test = experiment.evaluation().split() == Split.TEST;
    if ((test ? data.test() : data.validation()).isEmpty()) {
      return Optional.empty();
    }
    Measurement measurement = new Measurement(NAME, config.augment(), experiment, around);
    try (Classifier model =
        around
            .devices()
            .open(around.storage().locate(RunDirectory.savedModel(NAME)), Trust.CHECKED)) {
      Evaluation evaluation = measurement.measure(model, data);
      if (around.processes().writes()) {
        measurement.addToCard();
      }
      return Optional.of(evaluation);
    }
  }

  /** Returns the unlabeled source where its images carry pseudo-labels. */
  private Optional<ImageSource> pseudoLabeled(DataSplit data) {
    boolean wanted = experiment.training().train().unlabeledBatch() > 0;
    if (!wanted || experiment.data().unlabeled().format() != Format.TFRECORD) {
      return Optional.empty();
    }
    if (experiment.training().pseudoLabel().online()) {
      throw new UserErrorException(
          Kind.USAGE,
          "pseudoLabel.online (true) must be false for one training, which has no teacher: use run with selfTraining.teacherModel");
    }
    ImageSource images = data.unlabeled().orElseThrow();
    if (images.target(0).isEmpty()) {
      throw new UserErrorException(
          Kind.DATA,
          "data.unlabeled.images (%s) must carry pseudo-labels to learn from: run label and select, or set train.unlabeledRatio to 0"
              .formatted(experiment.data().unlabeled().images()));
    }
    return Optional.of(images);
  }
}
