package org.noisystudent.speed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.ResolvedConfig;
import org.noisystudent.config.SelfTrainingConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.DataSets;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.Family;
import org.noisystudent.model.Inspection;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * What a run in another program is told: the config with all its keys, the network's sizes, and
 * which images are labeled.
 *
 * @param config all keys
 * @param network sizes of every network of the run
 * @param labeled places of the labeled images in their file, ascending
 */
record WholeRunSpec(Map<String, Object> config, Network network, List<Integer> labeled) {
  /** What {@code tensorflow_noisy_student.py} can do of an experiment, by full key. */
  private static final Map<String, String> OF_ALL =
      Map.ofEntries(
          Map.entry("data.labeled.format", "idx"),
          Map.entry("data.labeled.labelOffset", "0"),
          Map.entry("data.unlabeled.format", "remainder"),
          Map.entry("data.unlabeledLimit", "0"),
          Map.entry("data.validationImages", "0"),
          Map.entry("data.test.format", "idx"),
          Map.entry("data.test.labelOffset", "0"),
          Map.entry("data.testLimit", "0"),
          Map.entry("selfTraining.control", "false"),
          Map.entry("selfTraining.teacherModel", ""),
          Map.entry("device.type", "cpu"),
          Map.entry("device.threads", "0"),
          Map.entry("device.xla", "false"),
          Map.entry("device.inferenceCompute", "float32"),
          Map.entry("data.parallelism", "0"),
          Map.entry("evaluation.split", "test"));

  /** The same of each network's training. */
  private static final Map<String, String> OF_EACH =
      Map.ofEntries(
          Map.entry("augment.crop", "pad"),
          Map.entry("augment.evaluationCrop", "none"),
          Map.entry("model.compute", "float32"),
          Map.entry("train.trainRatio", "1.0"),
          Map.entry("train.lastSteps", "0"),
          Map.entry("train.labeledSampleProbability", "1.0"),
          Map.entry("train.loss", "paper"),
          Map.entry("train.optimizer.type", "sgd"),
          Map.entry("train.learningRate.schedule", "cosine"),
          Map.entry("train.learningRate.last", "0.0"),
          Map.entry("train.microBatches", "1"),
          Map.entry("noise.randAugment.mode", "fixed"),
          Map.entry("pseudoLabel.labels", "soft"),
          Map.entry("pseudoLabel.minConfidence", "0.0"),
          Map.entry("pseudoLabel.perClass", "0"),
          Map.entry("pseudoLabel.teachers", "[]"),
          Map.entry("pseudoLabel.scorer", ""),
          Map.entry("pseudoLabel.online", "false"),
          Map.entry("pseudoLabel.noised", "false"),
          Map.entry("resolutionFix.resolution", "0"));

  /**
   * Sizes of a network: {@link Architecture}.
   *
   * @param trainableParameters in all
   */
  record Network(
      int resolution,
      int stemFilters,
      int stemStride,
      List<Block> blocks,
      int headFilters,
      long trainableParameters) {
    Network {
      blocks = List.copyOf(blocks);
    }

    static Network of(Architecture architecture) {
      return new Network(
          architecture.resolution(),
          architecture.stemFilters(),
          architecture.stemStride(),
          architecture.blocks().stream()
              .map(
                  block ->
                      new Block(
                          block.kernel(),
                          block.stride(),
                          block.expandRatio(),
                          block.inputFilters(),
                          block.outputFilters()))
              .toList(),
          architecture.headFilters(),
          Inspection.of(architecture).trainableParameters());
    }
  }

  /** Sizes of a block. */
  record Block(int kernel, int stride, int expandRatio, int inputFilters, int outputFilters) {}

  WholeRunSpec {
    config = new LinkedHashMap<>(config);
    labeled = List.copyOf(labeled);
  }

  /**
   * Returns what is told of an experiment.
   *
   * @throws UserErrorException if the peer's program has no part of what it asks for
   */
  static WholeRunSpec of(ExperimentConfig experiment) {
    ResolvedConfig resolved = new ResolvedConfig(experiment);
    check(resolved.flat(), experiment.selfTraining());
    Architecture network =
        Architecture.of(experiment.training().model(), experiment.data().classes());
    if (network.family() != Family.STANDARD) {
      throw cannot("model.variant", experiment.training().model().variant(), "b0 to l2");
    }
    checkDropout(experiment.selfTraining().teacher());
    for (TrainingConfig student : experiment.selfTraining().students()) {
      checkDropout(student);
      if (student.train().unlabeledRatio() <= 0) {
        throw cannot("train.unlabeledRatio", student.train().unlabeledRatio(), "more than 0");
      }
    }
    return new WholeRunSpec(resolved.tree(), Network.of(network), labeled(experiment));
  }

  private static void check(Map<String, String> keys, SelfTrainingConfig selfTraining) {
    Map<String, String> wanted = new LinkedHashMap<>(OF_ALL);
    List<String> trainings = new ArrayList<>(List.of("selfTraining.teacher."));
    for (int i = 0; i < selfTraining.students().size(); i++) {
      trainings.add("selfTraining.students[" + i + "].");
    }
    for (String training : trainings) {
      OF_EACH.forEach((key, value) -> wanted.put(training + key, value));
      keys.forEach(
          (key, value) -> {
            if (key.startsWith("model.")) {
              wanted.put(training + key, value);
            }
          });
    }
    wanted.forEach(
        (key, value) -> {
          if (!value.equals(keys.get(key))) {
            throw cannot(key, keys.get(key), "'" + value + "'");
          }
        });
  }

  /** Refuses the variant's own rate, which the config does not name. */
  private static void checkDropout(TrainingConfig training) {
    if (training.noise().dropout() < 0) {
      throw cannot("noise.dropout", training.noise().dropout(), "at least 0");
    }
  }

  private static UserErrorException cannot(String key, Object value, String wanted) {
    return new UserErrorException(
        Kind.USAGE,
        "%s (%s) must be %s: the program to compare with has nothing else"
            .formatted(key, value, wanted));
  }

  private static List<Integer> labeled(ExperimentConfig experiment) {
    CorruptRecords corrupt = new CorruptRecords(0, line -> {});
    ImageSources sources = new ImageSources(experiment.data(), Optional.empty(), corrupt);
    ImageSource all =
        sources.open(experiment.data().labeled(), experiment.data().classNames()).images();
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      places.put(all.describe(i), i);
    }
    ImageSource labeled = DataSets.split(experiment.data(), experiment.seed(), sources).labeled();
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < labeled.size(); i++) {
      chosen.add(places.get(labeled.describe(i)));
    }
    return chosen;
  }
}
