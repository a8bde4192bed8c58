package org.noisystudent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The config of a self-training of a few seconds, on photos of {@link Photos#colours}. */
public final class PhotosConfig {
  private static final String CONFIG =
      """
      data:
        classes: 3
        labeled: {format: folder, images: DIR/photos}
        unlabeled: {format: folder, images: DIR/photos}
        test: {format: folder, images: DIR/photos}
      augment: {evaluationCrop: none}
      model: {width: 0.1, depth: 0.1, resolution: 16, batchNormMomentum: 0.8}
      train:
        steps: 6
        labeledBatch: 6
        unlabeledRatio: 1
        checkpointEvery: 3
        logEvery: 3
        emaDecay: 0.8
        learningRate: {schedule: constant, peak: 0.003, warmupSteps: 0}
      noise: {randAugment: {layers: 1, magnitude: 3, translateConst: 2, cutoutConst: 2}}
      pseudoLabel: {minConfidence: 0, perClass: 5, shards: 2}
      selfTraining: {students: [{}]}
      device: {threads: 2}
      """;

  private PhotosConfig() {}

  /**
   * Writes the config, and twelve photos beside it that are its labeled, unlabeled and test images.
   */
  public static Path write(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Photos.colours(folder.resolve("photos"), 4);
    return Files.writeString(file, CONFIG.replace("DIR", folder.toString()));
  }
}
