package org.noisystudent.savedmodel;

import java.nio.file.Path;
import java.util.Optional;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.types.TFloat32;

/**
 * A classifier loaded from a SavedModel folder: one of ours, or any that takes float32 RGB images
 * 0..255 of a fixed size. Calls may come from several threads.
 */
public final class SavedModelClassifier implements Classifier {
  /** How far the probabilities of one image may be from 1 in all. */
  private static final double SUM_TOLERANCE = 1e-2;

  private final LoadedGraph graph;
  private final ImageSignature signature;
  private final Optional<GradientSignature> gradient;

  /** What is asked for probabilities where the model can be folded. */
  private final Optional<FoldedGraph> folded;

  private final int classes;

  private SavedModelClassifier(
      LoadedGraph graph,
      ImageSignature signature,
      Optional<GradientSignature> gradient,
      Optional<FoldedGraph> folded) {
    this.graph = graph;
    this.signature = signature;
    this.gradient = gradient;
    this.folded = folded;
    this.classes = probe();
  }

  /**
   * Loads a folder for the CPU, and asks it for the probabilities of one black image.
   *
   * @param threads how many threads compute; 0 = one for each processor
   * @throws UserErrorException if the folder is missing or damaged, holds ops that are not trusted,
   *     or has no signature that takes images and gives probabilities
   */
  public static SavedModelClassifier load(Path folder, Trust trust, int threads) {
    return load(folder, trust, InferenceSettings.cpu(threads));
  }

  /** Loads a folder to be asked in another way; else the same. */
  public static SavedModelClassifier load(Path folder, Trust trust, InferenceSettings settings) {
    MetaGraphDef meta = SavedModelFile.read(folder);
    switch (trust) {
      case CHECKED -> TrustCheck.check(folder, meta);
      case TRUSTED -> {}
    }
    ImageSignature signature = ImageSignature.find(folder, meta);
    int resolution = signature.resolution();
    LoadedGraph graph = new LoadedGraph(folder, open(folder, settings), resolution);
    Optional<FoldedGraph> folded = Optional.empty();
    try {
      folded =
          graph.orUserError(
              1,
              () ->
                  FoldedGraph.of(
                      meta.getGraphDef(),
                      graph.bundle().session(),
                      signature.input(),
                      signature.output(),
                      settings));
      return new SavedModelClassifier(
          graph, signature, GradientSignature.find(meta, resolution), folded);
    } catch (RuntimeException e) {
      folded.ifPresent(FoldedGraph::close);
      graph.bundle().close();
      throw e;
    }
  }

  /** Opens a folder on the CPU, with a thread for each processor. */
  static SavedModelBundle open(Path folder) {
    return open(folder, InferenceSettings.cpu(0));
  }

  private static SavedModelBundle open(Path folder, InferenceSettings settings) {
    try {
      return SavedModelBundle.loader(folder.toString())
          .withTags(SavedModelWriter.SERVE)
          .withConfigProto(settings.session())
          .load();
    } catch (TensorFlowException | IllegalArgumentException e) {
      throw new UserErrorException(
          Kind.DATA,
          "model folder (" + folder + ") could not be loaded: " + SavedModelWriter.firstLine(e),
          e);
    }
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int resolution() {
    return signature.resolution();
  }

  @Override
  public float[][] probabilities(TFloat32 images) {
    int batch = graph.batch(images);
    if (batch == 0) {
      return new float[0][]; // not every op of TensorFlow takes nothing
    }
    float[][] rows = run(images, batch);
    if (rows.length != batch) {
      throw SavedModelFile.problem(
          graph.folder(),
          "gave " + rows.length + " rows, but must give one for each of " + batch + " images");
    }
    return rows;
  }

  @Override
  public Optional<InputGradient> inputGradient() {
    return gradient.map(found -> new SavedModelGradient(graph, found, classes));
  }

  private float[][] run(TFloat32 images, int batch) {
    float[][] rows =
        folded
            .map(fast -> graph.orUserError(batch, () -> fast.rows(images)))
            .orElseGet(() -> runWhole(images, batch));
    if (signature.outputForm() == ImageSignature.Form.LOGITS) {
      for (float[] row : rows) {
        softmax(row);
      }
    }
    return rows;
  }

  private float[][] runWhole(TFloat32 images, int batch) {
    Session.Runner runner =
        graph.runner().feed(signature.input(), images).fetch(signature.output());
    try (Result result = graph.run(runner, batch)) {
      TFloat32 output = (TFloat32) result.get(0); // [batch, classes]
      if (output.shape().numDimensions() != 2) {
        throw SavedModelFile.problem(
            graph.folder(),
            "gave an output " + output.shape() + ", but must give [batch, classes]");
      }
      return StdArrays.array2dCopyOf(output);
    }
  }

  private static void softmax(float[] row) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : row) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : row) {
      sum += Math.exp(logit - max);
    }
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) (Math.exp(row[i] - max) / sum);
    }
  }

  /** Returns the number of classes, after a look at what the model says of a black image. */
  private int probe() {
    int resolution = signature.resolution();
    float[] zeros = new float[resolution * resolution * 3];
    Shape shape = Shape.of(1, resolution, resolution, 3);
    try (TFloat32 black = TFloat32.tensorOf(shape, DataBuffers.of(zeros, true, false))) {
      float[][] rows = probabilities(black);
      double sum = 0;
      boolean valid = true;
      for (float probability : rows[0]) {
        sum += probability;
        valid &= probability >= 0 && probability <= 1 + SUM_TOLERANCE;
      }
      if (!valid || !(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
        throw SavedModelFile.problem(
            graph.folder(),
            "must give probabilities that sum to 1, but output %s of signature %s sums to %s"
                    .formatted(signature.output(), signature.name(), sum)
                + "; name it logits if it is one");
      }
      return rows[0].length;
    }
  }

  @Override
  public void close() {
    folded.ifPresent(FoldedGraph::close);
    graph.bundle().close();
  }
}
