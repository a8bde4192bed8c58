package org.noisystudent.accelerator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.noisystudent.cli.RunContents;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.ResolvedConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.run.Provenance;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.selftraining.RunListener;
import org.noisystudent.selftraining.SelfTraining;
import org.noisystudent.selftraining.SingleTraining;
import org.noisystudent.selftraining.Surroundings;

/**
 * A self-training of two tiny networks that tell bright above from bright below, on devices.
 *
 * @param folder holds the images, and takes the run directories
 */
record SmallRun(Path folder) {
  private static final int SIDE = 8;

  private static final String CONFIG =
      """
      data:
        classes: 2
        labeled: {format: idx, images: DIR/train-images, labels: DIR/train-labels}
        unlabeled: {format: remainder}
        test: {format: idx, images: DIR/test-images, labels: DIR/test-labels}
        labeledPerClass: 8
        validationImages: 20
        parallelism: 1
      augment: {crop: pad, cropPadding: 1, flip: true, evaluationCrop: none}
      model: {width: 0.1, depth: 0.1, resolution: 8, stemStride: 1, batchNormMomentum: 0.8}
      train:
        steps: 16
        labeledBatch: 8
        unlabeledRatio: 1
        learningRate: {schedule: constant, peak: 0.003, warmupSteps: 0}
        emaDecay: 0.8
        checkpointEvery: 8
        logEvery: 5
        evaluateEvery: 8
      noise: {dropout: 0.1, stochasticDepth: 0.1, randAugment: {layers: 1, magnitude: 3, translateConst: 2, cutoutConst: 2}}
      pseudoLabel: {minConfidence: 0, perClass: 0, viewShift: 1, viewFlip: true, shards: 5, batch: 24}
      evaluation: {batch: 16}
      selfTraining: {students: [{train: {warmStart: true}}]}
      device: {type: pjrt, waitSeconds: 100}
      """;

  /** Writes the config and its images. */
  void write() throws IOException {
    Files.writeString(folder.resolve("config.yaml"), CONFIG.replace("DIR", folder.toString()));
    writeImages("train", 100, 1);
    writeImages("test", 30, 2);
  }

  private void writeImages(String name, int count, long seed) throws IOException {
    Random random = new Random(seed);
    ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
    images.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int image = 0; image < count; image++) {
      int label = random.nextInt(2);
      labels.put((byte) label);
      for (int row = 0; row < SIDE; row++) {
        int bright = (row < SIDE / 2) == (label == 0) ? 150 : 0;
        for (int column = 0; column < SIDE; column++) {
          images.put((byte) (bright + random.nextInt(100)));
        }
      }
    }
    Files.write(folder.resolve(name + "-images"), images.array());
    Files.write(folder.resolve(name + "-labels"), labels.array());
  }

  ExperimentConfig config(String... overrides) {
    return ConfigLoader.load(folder.resolve("config.yaml"), List.of(overrides));
  }

  /** Does what is not done yet in the run directory of a name, as one process of a connection. */
  JsonNode run(String name, ExperimentConfig config, Connection connection, RunListener listener) {
    return in(
        name, config, connection, listener, a -> new SelfTraining(config, a, Trust.CHECKED).run());
  }

  /** Trains one network on the labeled images, as one process of a connection. */
  SingleTraining.Result train(
      String name, ExperimentConfig config, Connection connection, RunListener listener) {
    return in(name, config, connection, listener, a -> new SingleTraining(config, a).run());
  }

  private <T> T in(
      String name,
      ExperimentConfig config,
      Connection connection,
      RunListener listener,
      Function<Surroundings, T> work) {
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    try (AcceleratorDevices devices = new AcceleratorDevices(config.device(), connection);
        RunDirectory directory =
            RunDirectory.open(
                folder.resolve(name),
                new ResolvedConfig(config).yaml(),
                Provenance.current(folder, clock),
                devices.processes())) {
      CorruptRecords corrupt = new CorruptRecords(0, listener::warned);
      return work.apply(new Surroundings(directory.storage(), devices, corrupt, listener, clock));
    }
  }

  /** Returns a hash of every file of a run directory but for what tells of time. */
  Map<String, String> contents(String name) throws IOException {
    Path run = folder.resolve(name);
    Map<String, String> hashes = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(run)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      String path = run.relativize(file).toString();
      if (path.equals(RunDirectory.METRICS)) {
        hashes.put(path, RunContents.withoutSpeed(file));
      } else if (path.startsWith("tensorboard/") || path.equals(".lock")) {
        hashes.put(path, "");
      } else if (!path.startsWith(".index/")) {
        hashes.put(path, ContentHash.of(file));
      }
    }
    return hashes;
  }

  /** Returns the text of a file of a run directory. */
  String text(String path) {
    try {
      return Files.readString(folder.resolve(path), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
