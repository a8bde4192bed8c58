package org.noisystudent.selftraining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.noisystudent.config.AugmentConfig;
import org.noisystudent.config.EvaluationConfig.Split;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.data.DataSplit;
import org.noisystudent.data.ImageSource;
import org.noisystudent.evaluation.Evaluation;
import org.noisystudent.evaluation.Evaluator;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.ModelCard;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RunStorage;

/** Measures an exported model on the experiment's test or validation images. */
final class Measurement {
  private final String name;
  private final AugmentConfig augment;
  private final ExperimentConfig experiment;
  private final Surroundings around;

  Measurement(
      String name, AugmentConfig augment, ExperimentConfig experiment, Surroundings around) {
    this.name = name;
    this.augment = augment;
    this.experiment = experiment;
    this.around = around;
  }

  /** Returns where the result is published. */
  String path() {
    return RunDirectory.evaluation(name);
  }

  /** Measures a classifier, which stays the caller's, and publishes the result. */
  Evaluation measure(Classifier classifier, DataSplit data) {
    Split split = experiment.evaluation().split();
    ImageSource images = (split == Split.TEST ? data.test() : data.validation()).orElseThrow();
    Evaluation evaluation =
        new Evaluator()
            .evaluate(
                classifier,
                new Inference(experiment, around.corrupt())
                    .benchmark(
                        split.name().toLowerCase(Locale.ROOT),
                        images,
                        augment,
                        classifier.resolution()));
    around.storage().publish(path(), Json.document(evaluation));
    return evaluation;
  }

  /** Writes what was measured into the model's card, and returns the card's path. */
  String addToCard() {
    RunStorage storage = around.storage();
    Evaluation evaluation = Json.read(path(), storage.read(path()), Evaluation.class);
    String model = RunDirectory.savedModel(name);
    ModelCard card = ModelCard.read(storage.locate(model)).orElseThrow();
    Map<String, Double> metrics = new TreeMap<>(card.metrics());
    metrics.put("top1", evaluation.top1());
    metrics.put("top5", evaluation.top5());
    metrics.put("images", (double) evaluation.images());
    String path = model + "/" + ModelCard.FILE;
    try {
      storage.publish(path, card.withMetrics(metrics).json());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return path;
  }
}
