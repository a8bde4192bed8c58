package org.noisystudent.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.noisystudent.config.AugmentConfig;
import org.noisystudent.config.AugmentConfig.Crop;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.data.InferenceInput;
import org.noisystudent.data.InputPipeline;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.StandardSignatures;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** A SavedModel sees an image file as the network saw it in evaluation and labeling. */
final class ServingInputTest {
  private static final int RESOLUTION = 33;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void servingAndThePipelineMakeTheSameBytesOfAFile(EvaluationCrop crop) throws IOException {
    List<Path> files = new ArrayList<>();
    Path fixtures = Path.of(System.getProperty("project.root", ".."), "test-data", "images");
    try (Stream<Path> all = Files.walk(fixtures)) {
      all.filter(file -> file.toString().matches(".*\\.(jpg|png)")).sorted().forEach(files::add);
    }
    assertEquals(9, files.size());
    files.add(noise(67, 41, "png"));
    files.add(noise(41, 131, "jpg"));
    files.add(noise(RESOLUTION, RESOLUTION, "png"));
    float[][][][] pipeline = pipeline(files, crop);
    float[][][][] serving = serving(files, crop);
    for (int i = 0; i < files.size(); i++) {
      assertArrayEquals(pipeline[i], serving[i], files.get(i).toString());
    }
  }

  private static float[][][][] serving(List<Path> files, EvaluationCrop crop) throws IOException {
    List<byte[]> encoded = new ArrayList<>();
    for (Path file : files) {
      encoded.add(Files.readAllBytes(file));
    }
    List<Operand<TFloat32>> seen = new ArrayList<>();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var signatures =
          StandardSignatures.add(
              graph,
              RESOLUTION,
              3,
              crop,
              images -> {
                seen.add(images);
                return tf.math.mean(images, tf.constant(new int[] {1, 2}));
              });
      Operand<?> input = signatures.get(0).inputs().get("image_bytes");
      try (Session session = new Session(graph);
          TString bytes =
              TString.tensorOfBytes(NdArrays.vectorOfObjects(encoded.toArray(byte[][]::new)));
          Result result = session.runner().feed(input, bytes).fetch(seen.get(0)).run()) {
        return StdArrays.array4dCopyOf((TFloat32) result.get(0));
      }
    }
  }

  private static float[][][][] pipeline(List<Path> files, EvaluationCrop crop) {
    SourceConfig none = new SourceConfig(Format.NONE, "", "");
    DataConfig data =
        new DataConfig(none, none, none, 0, 0, 3, List.of(), 0, 1 << 20, 0, 2, 0, 0, 0);
    CorruptRecords corrupt = new CorruptRecords(0, line -> {});
    ImageSource source = new ImageSources(data, Optional.empty(), corrupt).files(files);
    AugmentConfig augment = new AugmentConfig(Crop.NONE, 0, false, crop);
    InferenceInput in =
        new InferenceInput(
            source,
            source.size(),
            1,
            RESOLUTION,
            Augmentation.evaluation(augment, RESOLUTION),
            0,
            source.size(),
            2);
    try (Graph graph = new Graph();
        InputPipeline pipeline = InputPipeline.inference(graph, in)) {
      Operand<TFloat32> images = pipeline.floatImages();
      try (Session session = new Session(graph)) {
        pipeline.start(session, 0);
        try (Result result = session.runner().fetch(images).run()) {
          return StdArrays.array4dCopyOf((TFloat32) result.get(0));
        }
      }
    }
  }

  private Path noise(int height, int width, String format) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    Path file = folder.resolve(height + "x" + width + "." + format);
    assertTrue(ImageIO.write(image, format, file.toFile()));
    return file;
  }
}
