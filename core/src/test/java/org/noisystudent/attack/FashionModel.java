package org.noisystudent.attack;

import com.google.common.primitives.ImmutableIntArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.noisystudent.augment.Augmentation;
import org.noisystudent.config.AugmentConfig;
import org.noisystudent.config.AugmentConfig.Crop;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.data.InferenceInput;
import org.noisystudent.pseudolabel.ImageBatches;
import org.noisystudent.pseudolabel.PipelineImages;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A classifier of Fashion-MNIST that needs no training: two convolutions of random weights, then
 * the class whose mean is nearest.
 */
final class FashionModel {
  static final int SIDE = 28;
  private static final int CLASSES = 10;
  private static final int EXAMPLES = 2000;

  /** How sure it is: the mean difference of the logits of two classes' means. */
  private static final double SURENESS = 10;

  private FashionModel() {}

  /** Images with their labels; closed by whoever asked for them. */
  record Examples(TFloat32 images, ImmutableIntArray labels) implements AutoCloseable {
    /** Reads the first images of a set, {@code train} or {@code t10k}. */
    static Examples read(String set, int count) {
      Path file =
          Path.of(System.getProperty("project.root", ".."))
              .resolve("test-data/fashion-mnist/" + set + "-images-idx3-ubyte.gz");
      CorruptRecords corrupt = new CorruptRecords("corrupt", 0, line -> {});
      ImageSource source =
          ImageSources.undecoded(SIDE * SIDE, corrupt)
              .open(ImageSources.detect(file.toString()), List.of())
              .images();
      AugmentConfig whole = new AugmentConfig(Crop.NONE, 0, false, EvaluationCrop.NONE);
      InferenceInput input =
          new InferenceInput(
              source, count, 1, SIDE, Augmentation.evaluation(whole, SIDE), 0, count, 1);
      try (ImageBatches pass = new PipelineImages(input, corrupt).open(0, count)) {
        TFloat32 images = pass.next().orElseThrow().images();
        return new Examples(images, ImmutableIntArray.copyOf(source.labels()).subArray(0, count));
      }
    }

    @Override
    public void close() {
      images.close();
    }
  }

  /** Writes the model into a new folder. */
  static void write(Path folder) {
    float[][] features;
    int[] labels;
    try (Examples train = Examples.read("train", EXAMPLES);
        Graph graph = new Graph();
        Session session = new Session(graph)) {
      labels = train.labels().toArray();
      Ops tf = Ops.create(graph);
      var images = tf.placeholder(TFloat32.class);
      Operand<TFloat32> computed = features(tf, images);
      try (var result = session.runner().feed(images, train.images()).fetch(computed).run()) {
        features = StdArrays.array2dCopyOf((TFloat32) result.get(0));
      }
    }
    double[][] means = means(features, labels);
    double scale = SURENESS / meanDistance(means);
    float[][] weights = new float[features[0].length][CLASSES];
    float[] biases = new float[CLASSES];
    for (int c = 0; c < CLASSES; c++) {
      double square = 0;
      for (int f = 0; f < weights.length; f++) {
        weights[f][c] = (float) (scale * means[c][f]);
        square += means[c][f] * means[c][f];
      }
      biases[c] = (float) (-scale * square / 2);
    }
    TestModel.write(folder, SIDE, FashionModel::features, weights, biases);
  }

  /** Returns [batch, 7 x 7 x 24] of images [batch, 28, 28, 3]. */
  private static Operand<TFloat32> features(Ops tf, Operand<TFloat32> images) {
    Operand<TFloat32> x = tf.math.sub(tf.math.div(images, tf.constant(127.5f)), tf.constant(1f));
    x = convolution(tf, x, 5, 3, 12); // [batch, 14, 14, 12]
    x = convolution(tf, x, 3, 12, 24); // [batch, 7, 7, 24]
    return tf.reshape(x, tf.constant(new int[] {-1, 7 * 7 * 24}));
  }

  private static Operand<TFloat32> convolution(
      Ops tf, Operand<TFloat32> images, int side, int in, int out) {
    Random random = new Random(side);
    float[] kernel = new float[side * side * in * out];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / (side * side * in)));
    }
    Operand<TFloat32> x =
        tf.nn.conv2d(
            images,
            tf.constant(
                NdArrays.wrap(Shape.of(side, side, in, out), DataBuffers.of(kernel, true, false))),
            List.of(1L, 2L, 2L, 1L),
            "SAME");
    return tf.math.mul(x, tf.math.sigmoid(x));
  }

  private static double[][] means(float[][] features, int[] labels) {
    double[][] means = new double[CLASSES][features[0].length];
    int[] counts = new int[CLASSES];
    for (int i = 0; i < labels.length; i++) {
      counts[labels[i]]++;
      for (int f = 0; f < features[i].length; f++) {
        means[labels[i]][f] += features[i][f];
      }
    }
    for (int c = 0; c < CLASSES; c++) {
      for (int f = 0; f < means[c].length; f++) {
        means[c][f] /= counts[c];
      }
    }
    return means;
  }

  /** Returns the mean squared distance of two of them. */
  private static double meanDistance(double[][] means) {
    double sum = 0;
    for (double[] a : means) {
      for (double[] b : means) {
        for (int f = 0; f < a.length; f++) {
          sum += (a[f] - b[f]) * (a[f] - b[f]);
        }
      }
    }
    return sum / (CLASSES * (CLASSES - 1));
  }
}
