package org.noisystudent.selftraining;

import java.util.List;
import org.noisystudent.augment.Augmentation;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.PseudoLabelConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.SeedStream;
import org.noisystudent.pseudolabel.PredictionShards;
import org.noisystudent.pseudolabel.Predictions;
import org.noisystudent.pseudolabel.PseudoLabelWriter;
import org.noisystudent.pseudolabel.PseudoLabeler;
import org.noisystudent.pseudolabel.Selection;
import org.noisystudent.pseudolabel.SelectionExamples;
import org.noisystudent.pseudolabel.SelectionStatistics;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RunStorage;

/** Labels the unlabeled images of one iteration and selects what its student learns from. */
final class Labeling {

  /** Examples of each kind in the report. */
  private static final int EXAMPLES = 24;

  private final int iteration;
  private final TrainingConfig student;
  private final ImageSource unlabeled;
  private final ExperimentConfig experiment;
  private final Surroundings around;

  Labeling(
      int iteration,
      TrainingConfig student,
      ImageSource unlabeled,
      ExperimentConfig experiment,
      Surroundings around) {
    this.iteration = iteration;
    this.student = student;
    this.unlabeled = unlabeled;
    this.experiment = experiment;
    this.around = around;
  }

  /** Scores every image with the teacher, which stays the caller's; returns the outputs. */
  List<String> label(Classifier teacher, String teacherHash) {
    PseudoLabelConfig labels = student.pseudoLabel();
    PredictionShards.Origin origin =
        new PredictionShards.Origin(
            unlabeled.size(),
            experiment.data().classes(),
            labels.shards(),
            Augmentation.viewCount(labels.viewShift(), labels.viewFlip()),
            teacherHash,
            unlabeled.fingerprint());
    PseudoLabeler labeler =
        new PseudoLabeler(
            teacher,
            new Inference(experiment, around.corrupt())
                .views(unlabeled, student.augment(), labels, teacher.resolution()),
            unlabeled::describe,
            around.listener()::labeled);
    labeler.label(origin, shards());
    return List.of(RunDirectory.predictions(iteration));
  }

  /** Selects and writes the pseudo-labels; returns the outputs. */
  List<String> select() {
    PseudoLabelConfig labels = student.pseudoLabel();
    long seed = SeedStream.SELECTION.of(experiment.seed());
    Predictions predictions = shards().readAll();
    Selection selection = Selection.select(predictions, labels, seed);
    if (selection.unique() == 0) {
      throw new UserErrorException(
          Kind.USAGE,
          "pseudoLabel.minConfidence (%s) must leave images to learn from; iteration %d keeps none of %,d"
              .formatted(labels.minConfidence(), iteration, predictions.size()));
    }
    RunStorage storage = around.storage();
    int[] trueLabels = unlabeled.labels();
    new PseudoLabelWriter(storage)
        .write(
            RunDirectory.selectedShards(iteration),
            selection,
            predictions,
            unlabeled::encoded,
            labels.shards());
    storage.publish(
        RunDirectory.selection(iteration),
        Json.document(SelectionStatistics.of(predictions, selection, trueLabels)));
    storage.publish(
        RunDirectory.examples(iteration),
        Json.document(
            SelectionExamples.draw(
                predictions, selection, trueLabels, unlabeled::encoded, EXAMPLES, seed)));
    return List.of(
        RunDirectory.selectedShards(iteration),
        RunDirectory.selection(iteration),
        RunDirectory.examples(iteration));
  }

  private PredictionShards shards() {
    return new PredictionShards(around.storage(), RunDirectory.predictions(iteration));
  }
}
