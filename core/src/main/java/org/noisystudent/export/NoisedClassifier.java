package org.noisystudent.export;

import java.util.Arrays;
import java.util.List;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.config.NoiseConfig;
import org.noisystudent.device.SessionSettings;
import org.noisystudent.device.VariableValues;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.EfficientNet;
import org.noisystudent.model.Phase;
import org.noisystudent.savedmodel.Classifier;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * An EfficientNet with dropout and stochastic depth, and the moving statistics of batch norm: the
 * noised teacher of the paper's section 4.2. The noise of a batch is a function of the seed and of
 * the batch's pixels, so that the same batch has the same answer whenever it is asked.
 */
public final class NoisedClassifier implements Classifier {
  private final Graph graph = new Graph();
  private final Architecture architecture;
  private final int batch;
  private final Placeholder<TFloat32> images;
  private final Operand<TFloat32> probabilities;
  private final Session session;

  /**
   * Builds the network.
   *
   * @param noise dropout and stochastic depth
   * @param batch the most images at a time
   * @param values of all variables; stay the caller's
   */
  public NoisedClassifier(
      Architecture architecture,
      NoiseConfig noise,
      int batch,
      long seed,
      VariableValues values,
      DeviceConfig device) {
    this.architecture = architecture;
    this.batch = batch;
    Ops tf = Ops.create(graph);
    NetworkVariables variables = new NetworkVariables(tf);
    int side = architecture.resolution();
    images = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(batch, side, side, 3)));
    double dropout = noise.dropout() < 0 ? architecture.dropout() : noise.dropout();
    probabilities =
        tf.nn.softmax(
            EfficientNet.build(
                    tf,
                    architecture,
                    images,
                    new Phase.NoisedInference(seed(tf, seed), dropout, noise.stochasticDepth()),
                    variables)
                .logits());
    session = new Session(graph, SessionSettings.forInference(device).session());
    variables.load(session, values);
  }

  /** Pixels are whole numbers, whose sum is exact and does not depend on its order. */
  private Operand<TInt32> seed(Ops tf, long seed) {
    Operand<TInt32> sum =
        tf.reduceSum(tf.dtypes.cast(images, TInt32.class), tf.constant(new int[] {0, 1, 2, 3}));
    return tf.stack(List.of(tf.constant(Long.hashCode(seed)), sum));
  }

  @Override
  public int classes() {
    return architecture.classes();
  }

  @Override
  public int resolution() {
    return architecture.resolution();
  }

  @Override
  public float[][] probabilities(TFloat32 some) {
    int count = (int) some.shape().get(0);
    if (count > batch) {
      throw new IllegalArgumentException(
          "images (%d) must be at most the batch (%d)".formatted(count, batch));
    }
    // the rest of the batch is black: a tensor without values holds any
    Shape shape = images.shape();
    try (TFloat32 filled = TFloat32.tensorOf(shape, DataBuffers.ofFloats(shape.size()))) {
      some.copyTo(filled.slice(Indices.range(0, count)));
      try (Result result = session.runner().feed(images, filled).fetch(probabilities).run()) {
        float[][] rows = StdArrays.array2dCopyOf((TFloat32) result.get(0));
        return Arrays.copyOf(rows, count);
      }
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
