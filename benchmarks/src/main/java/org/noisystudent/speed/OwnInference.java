package org.noisystudent.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.noisystudent.augment.Augmentation;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.data.InferenceInput;
import org.noisystudent.device.VariableValues;
import org.noisystudent.export.NetworkClassifier;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.pseudolabel.PipelineImages;
import org.noisystudent.train.TrainStep;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** This program's networks without noise as a {@link Contestant}. */
final class OwnInference {
  private static final String CONFIG =
      """
      data: {classes: %d, parallelism: %d}
      selfTraining: {students: []}
      model: {variant: b0, resolution: %d}
      train: {labeledBatch: 2, unlabeledRatio: 0}
      augment: {evaluationCrop: center}
      device: {threads: %d, inferenceCompute: %s}
      """;

  private OwnInference() {}

  /**
   * Runs it.
   *
   * @param args resolution, batch, classes, threads, float32 or bfloat16, and the folder of photos
   *     that a step reads and answers; without it, a step is a batch that lies ready
   */
  public static void main(String[] args) throws IOException {
    int resolution = Integer.parseInt(args[0]);
    int batch = Integer.parseInt(args[1]);
    int classes = Integer.parseInt(args[2]);
    int threads = Integer.parseInt(args[3]);
    ExperimentConfig experiment =
        ConfigLoader.parse(
            CONFIG.formatted(
                classes, DataConfig.imagesAtATime(threads), resolution, threads, args[4]),
            "inference");
    TrainingConfig training = experiment.training();
    Architecture architecture = Architecture.of(training.model(), classes);
    Contestant.About about =
        new Contestant.About(
            OwnTrainStep.NAME + ", b0, " + args[4], Map.of("tensorflow", TensorFlow.version()));
    try (NetworkClassifier network =
            new NetworkClassifier(
                architecture, training.augment().evaluationCrop(), experiment.device());
        VariableValues values = values(training, architecture)) {
      network.load(values);
      if (args.length > 5) {
        ContestStep.serve(about, answering(Path.of(args[5]), experiment, batch, network));
      } else {
        try (TFloat32 images = made(batch, resolution)) {
          ContestStep.serve(about, () -> network.probabilities(images));
        }
      }
    }
  }

  /** Returns first values, with statistics that no optimizer can leave out. */
  private static VariableValues values(TrainingConfig training, Architecture architecture) {
    try (TrainStep step =
        TrainStep.build(
            architecture, training.train(), training.noise(), false, ComputePlan.plain())) {
      VariableValues values = VariableValues.first(step.variables(), 1);
      Random random = new Random(2);
      values
          .byName()
          .forEach(
              (name, value) -> {
                if (name.endsWith("beta") || name.endsWith("moving_mean")) {
                  value.scalars().forEach(each -> each.setFloat(0.1f * random.nextFloat()));
                }
              });
      return values;
    }
  }

  private static TFloat32 made(int batch, int resolution) {
    Random random = new Random(1);
    float[] pixels = new float[batch * resolution * resolution * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }
    return TFloat32.tensorOf(
        Shape.of(batch, resolution, resolution, 3), DataBuffers.of(pixels, true, false));
  }

  /** Returns what answers all photos of a folder. */
  private static Runnable answering(
      Path folder, ExperimentConfig experiment, int batch, NetworkClassifier network) {
    CorruptRecords corrupt = new CorruptRecords(0, line -> {});
    ImageSource source =
        ImageSources.undecoded(experiment.data().maxPixels(), corrupt).files(files(folder));
    int resolution = network.resolution();
    PipelineImages images =
        new PipelineImages(
            new InferenceInput(
                source,
                batch,
                1,
                resolution,
                Augmentation.evaluation(experiment.training().augment(), resolution),
                0,
                source.size(),
                experiment.data().imagesAtATime()),
            corrupt);
    return () -> images.forEach(source.size(), each -> network.probabilities(each.images()));
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
