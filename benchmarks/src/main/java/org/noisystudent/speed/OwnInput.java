package org.noisystudent.speed;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.noisystudent.augment.Augmentation;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.DataSets;
import org.noisystudent.data.ImageSources;
import org.noisystudent.data.InputPipeline;
import org.noisystudent.data.TrainingInput;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;

/**
 * This program's input pipeline as a {@link Contestant}: a step is a batch that is ready. Nothing
 * is kept decoded, as the photos of a training seldom have one size and seldom fit.
 */
final class OwnInput {
  private static final String CONFIG =
      """
      data: {classes: 2, parallelism: %d, cacheMegabytes: 0, labeled: {format: folder, images: '%s'}}
      selfTraining: {students: []}
      model: {variant: b0, resolution: %d}
      train: {labeledBatch: %d, unlabeledRatio: 0}
      augment: {crop: inception, flip: true}
      noise: {randAugment: {layers: %d, magnitude: 10}}
      """;

  private OwnInput() {}

  /**
   * Runs it.
   *
   * @param args resolution, batch, threads, folder of a folder of photos for each class, operations
   *     of RandAugment
   */
  public static void main(String[] args) throws IOException {
    int threads = Integer.parseInt(args[2]);
    int operations = Integer.parseInt(args[4]);
    ExperimentConfig experiment =
        ConfigLoader.parse(
            CONFIG.formatted(
                DataConfig.imagesAtATime(threads),
                args[3],
                Integer.parseInt(args[0]),
                Integer.parseInt(args[1]),
                operations),
            "input");
    TrainingConfig training = experiment.training();
    int resolution = training.model().resolution();
    CorruptRecords corrupt = new CorruptRecords(0, line -> {});
    ImageSources sources = new ImageSources(experiment.data(), Optional.empty(), corrupt);
    TrainingInput input =
        new TrainingInput(
            DataSets.split(experiment.data(), 1, sources).labeled(),
            Optional.empty(),
            training.train().labeledBatch(),
            0,
            experiment.data().classes(),
            resolution,
            Augmentation.training(training.augment(), training.noise().randAugment(), resolution),
            1,
            experiment.data().imagesAtATime(),
            Optional.empty());
    try (Graph graph = new Graph();
        InputPipeline pipeline = InputPipeline.training(graph, input);
        Session session = new Session(graph)) {
      pipeline.start(session, 0);
      ContestStep.serve(
          new Contestant.About(
              OwnTrainStep.NAME + ", crop, flip" + (operations > 0 ? ", RandAugment" : ""),
              Map.of("tensorflow", TensorFlow.version())),
          () -> session.runner().addTarget(pipeline.images().op()).run().close());
    }
  }
}
