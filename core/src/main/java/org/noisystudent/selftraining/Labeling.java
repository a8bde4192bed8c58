package org.noisystudent.selftraining;

import java.util.List;
import java.util.Optional;
import org.noisystudent.augment.Augmentation;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.PseudoLabelConfig;
import org.noisystudent.config.PseudoLabelConfig.Storage;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.data.DataSplit;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.SeedStream;
import org.noisystudent.pseudolabel.LabeledImages;
import org.noisystudent.pseudolabel.PredictionShards;
import org.noisystudent.pseudolabel.PseudoLabelWriter;
import org.noisystudent.pseudolabel.PseudoLabeler;
import org.noisystudent.pseudolabel.Scores;
import org.noisystudent.pseudolabel.Selection;
import org.noisystudent.pseudolabel.SelectionExamples;
import org.noisystudent.pseudolabel.SelectionStatistics;
import org.noisystudent.run.RunDirectory;
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
  private final List<String> classNames;
  private final ExperimentConfig experiment;
  private final Surroundings around;

  Labeling(int iteration, DataSplit data, ExperimentConfig experiment, Surroundings around) {
    this.iteration = iteration;
    this.student = experiment.selfTraining().students().get(iteration - 1);
    this.unlabeled = data.unlabeled().orElseThrow();
    this.classNames = data.classNames();
    this.experiment = experiment;
    this.around = around;
  }

  /** Scores all images with the scorer; returns the outputs. */
  List<String> score(Teachers scorer) {
    String folder = RunDirectory.scorerPredictions(iteration);
    // images are selected by their scores alone
    predict(unlabeled, scorer, Storage.TOP, 1, folder);
    LabeledImages.drawn(experiment.data(), experiment.seed(), unlabeled, false, classNames)
        .write(around.storage(), folder);
    return List.of(folder);
  }

  /** Labels the images with the teachers; returns the outputs. */
  List<String> label(Teachers teachers) {
    PseudoLabelConfig labels = student.pseudoLabel();
    Optional<int[]> chosen = selectedBefore().map(Selection::images);
    ImageSource images = chosen.map(unlabeled::subset).orElse(unlabeled);
    if (images.size() == 0) {
      throw nothingKept(unlabeled.size());
    }
    String folder = RunDirectory.predictions(iteration);
    predict(images, teachers, labels.storage(), labels.storedClasses(), folder);
    chosen.ifPresent(some -> LabeledImages.writeChosen(around.storage(), folder, some));
    LabeledImages.drawn(
            experiment.data(), experiment.seed(), images, chosen.isPresent(), classNames)
        .write(around.storage(), folder);
    return List.of(folder);
  }

  private void predict(
      ImageSource images, Teachers teachers, Storage storage, int storedClasses, String folder) {
    PseudoLabelConfig labels = student.pseudoLabel();
    PredictionShards.Origin origin =
        new PredictionShards.Origin(
            images.size(),
            experiment.data().classes(),
            labels.shards(),
            Augmentation.viewCount(labels.viewShift(), labels.viewFlip()),
            teachers.hash(),
            images.fingerprint(),
            storage,
            storedClasses);
    Inference inference = new Inference(experiment, around.corrupt());
    new PseudoLabeler(
            teachers.labeling(
                (augment, resolution) ->
                    labels.noised()
                        ? inference.noised(images, student, resolution)
                        : inference.views(images, augment, labels, resolution),
                classNames),
            images::describe,
            around.listener()::labeled,
            around.processes())
        .label(origin, new PredictionShards(around.storage().ofEveryProcess(), folder));
  }

  /** Selects and writes the pseudo-labels; returns the outputs. */
  List<String> select() {
    PseudoLabelConfig labels = student.pseudoLabel();
    Scores scores = shards(iteration).scores();
    Optional<Selection> before = selectedBefore();
    ImageSource images = before.map(Selection::images).map(unlabeled::subset).orElse(unlabeled);
    Selection selection =
        before
            .map(earlier -> earlier.reassigned(scores))
            .orElseGet(() -> Selection.select(scores, labels, seed()));
    if (selection.unique() == 0) {
      throw nothingKept(scores.images());
    }
    RunStorage storage = around.storage();
    new PseudoLabelWriter(storage, labels)
        .write(
            RunDirectory.selectedShards(iteration),
            selection,
            shards(iteration),
            images::encoded,
            labels.shards());
    storage.publish(
        RunDirectory.selection(iteration),
        Json.document(SelectionStatistics.of(selection, images::label)));
    storage.publish(
        RunDirectory.examples(iteration),
        Json.document(
            SelectionExamples.draw(selection, images::label, images::encoded, EXAMPLES, seed())));
    return List.of(
        RunDirectory.selectedShards(iteration),
        RunDirectory.selection(iteration),
        RunDirectory.examples(iteration));
  }

  /**
   * Returns the selection that was made before the teacher is asked: by a scorer, or in the
   * iteration whose images this one keeps; empty where the teacher's own confidences select. It
   * follows from the scores that are still in the run directory.
   */
  private Optional<Selection> selectedBefore() {
    int source = experiment.selfTraining().selectedBy(iteration);
    PseudoLabelConfig labels = experiment.selfTraining().students().get(source - 1).pseudoLabel();
    if (!labels.scorer().isEmpty()) {
      PredictionShards scored =
          new PredictionShards(around.storage(), RunDirectory.scorerPredictions(source));
      return Optional.of(Selection.select(scored.scores(), labels, seed()));
    }
    return source == iteration
        ? Optional.empty()
        : Optional.of(Selection.select(shards(source).scores(), labels, seed()));
  }

  private UserErrorException nothingKept(int images) {
    return new UserErrorException(
        Kind.USAGE,
        "pseudoLabel.minConfidence (%s) must leave images to learn from; iteration %d keeps none of %,d"
            .formatted(student.pseudoLabel().minConfidence(), iteration, images));
  }

  private long seed() {
    return SeedStream.SELECTION.of(experiment.seed());
  }

  private PredictionShards shards(int of) {
    return new PredictionShards(around.storage(), RunDirectory.predictions(of));
  }
}
