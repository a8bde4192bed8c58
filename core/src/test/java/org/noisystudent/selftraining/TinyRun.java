package org.noisystudent.selftraining;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.ResolvedConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.run.Provenance;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.savedmodel.Trust;

/**
 * Runs of a few seconds: networks of seven blocks tell vertical from horizontal stripes.
 *
 * @param folder holds the images, and takes the run directories
 */
record TinyRun(Path folder) {
  private static final String CONFIG =
      """
      data:
        classes: 2
        labeled: {format: idx, images: DIR/train-images, labels: DIR/train-labels}
        unlabeled: {format: remainder}
        test: {format: idx, images: DIR/test-images, labels: DIR/test-labels}
        labeledPerClass: 8
        validationImages: 20
        parallelism: 2
      augment: {crop: pad, cropPadding: 1, flip: true, evaluationCrop: none}
      model: {width: 0.1, depth: 0.1, resolution: 8, stemStride: 1, batchNormMomentum: 0.8}
      train:
        steps: 24
        labeledBatch: 8
        unlabeledRatio: 1
        learningRate: {schedule: constant, peak: 0.003, warmupSteps: 0}
        emaDecay: 0.8
        checkpointEvery: 8
        logEvery: 10
        evaluateEvery: 12
      noise: {dropout: 0.1, stochasticDepth: 0.1, randAugment: {layers: 1, magnitude: 3, translateConst: 2, cutoutConst: 2}}
      pseudoLabel: {minConfidence: 0, perClass: 0, viewShift: 1, viewFlip: true, shards: 2}
      selfTraining: {control: true, students: [{train: {warmStart: true}}]}
      device: {threads: 2}
      """;

  static void writeImages(Path folder) throws IOException {
    StripedImages.write(folder, "train", 100, 1);
    StripedImages.write(folder, "test", 60, 2);
  }

  ExperimentConfig config(List<String> overrides) throws IOException {
    Path file = folder.resolve("config.yaml");
    Files.writeString(file, CONFIG.replace("DIR", folder.toString()));
    return ConfigLoader.load(file, overrides);
  }

  /** Does what is not done yet in the run directory of a name; returns the report. */
  JsonNode run(String name, ExperimentConfig config, RunListener listener) {
    return run(name, config, Optional.empty(), listener);
  }

  /** Does so after taking over what an earlier run did alike. */
  JsonNode run(
      String name, ExperimentConfig config, Optional<EarlierRun> earlier, RunListener listener) {
    Clock clock = Clock.systemUTC();
    StudentSizes.check(config);
    try (RunDirectory directory =
        RunDirectory.open(
            folder.resolve(name),
            new ResolvedConfig(config).yaml(),
            Provenance.current(folder, clock))) {
      Surroundings around =
          new Surroundings(
              directory.storage(),
              new SessionDevices(config.device()),
              new CorruptRecords(0, listener::warned),
              listener,
              clock);
      earlier.ifPresent(run -> run.lendTo(around));
      return new SelfTraining(config, around, Trust.CHECKED).run();
    }
  }
}
