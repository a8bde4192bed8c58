package org.noisystudent.savedmodel;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * The three signatures of every classifier that this program writes.
 *
 * <ul>
 *   <li>{@code serving_default}: {@code image_bytes} string [batch], encoded JPEG or PNG -> {@code
 *       classes} int64 [batch], {@code probabilities} float32 [batch, classes]
 *   <li>{@code predict}: {@code images} float32 [batch, R, R, 3], RGB 0..255 -> {@code logits},
 *       {@code probabilities} float32 [batch, classes]
 *   <li>{@code input_gradient}: {@code images}, {@code labels} int64 [batch] -> {@code gradient}
 *       float32 [batch, R, R, 3], of each image's cross-entropy with respect to its pixels
 * </ul>
 *
 * <p>They share one network: {@code images} is what was decoded unless the caller feeds it.
 */
public final class StandardSignatures {
  private StandardSignatures() {}

  /**
   * Adds the signatures to a graph.
   *
   * @param crop how a file becomes a square
   * @param network from images [batch, resolution, resolution, 3], RGB 0..255, to logits [batch,
   *     classes]; normalises the images itself, and treats each image by itself
   */
  public static List<ClassifierSignature> add(
      Graph graph,
      int resolution,
      int classes,
      EvaluationCrop crop,
      UnaryOperator<Operand<TFloat32>> network) {
    Ops tf = Ops.create(graph).withSubScope("serving");
    Placeholder<TString> encoded =
        tf.withName("image_bytes").placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
    Operand<TFloat32> images =
        tf.withName("images")
            .placeholderWithDefault(
                EncodedImages.squares(graph, tf, encoded, resolution, crop),
                Shape.of(-1, resolution, resolution, 3));
    Operand<TFloat32> logits = network.apply(images);
    requireClasses(logits.shape(), classes);
    logits = tf.withName("logits").identity(logits);
    Operand<TFloat32> probabilities = tf.withName("probabilities").nn.softmax(logits);
    Operand<TInt64> mostProbable = tf.withName("classes").math.argMax(logits, tf.constant(-1));
    Placeholder<TInt64> labels =
        tf.withName("labels").placeholder(TInt64.class, Placeholder.shape(Shape.of(-1)));
    Operand<?> gradient = gradient(graph, tf, images, labels, logits, classes);
    return List.of(
        new ClassifierSignature(
            ClassifierSignature.SERVING_DEFAULT,
            Map.of("image_bytes", encoded),
            Map.of("classes", mostProbable, "probabilities", probabilities)),
        new ClassifierSignature(
            ClassifierSignature.PREDICT,
            Map.of("images", images),
            Map.of("logits", logits, "probabilities", probabilities)),
        new ClassifierSignature(
            ClassifierSignature.INPUT_GRADIENT,
            Map.of("images", images, "labels", labels),
            Map.of("gradient", gradient)));
  }

  private static void requireClasses(Shape logits, int classes) {
    boolean fits =
        logits.numDimensions() == 2
            && (logits.get(1) == Shape.UNKNOWN_SIZE || logits.get(1) == classes);
    if (!fits) {
      throw new IllegalArgumentException(
          "logits " + logits + " must have the shape [batch, " + classes + "]");
    }
  }

  /** Sparse cross-entropy has no gradient in TF-Java: the labels become one-hot rows. */
  private static Operand<?> gradient(
      Graph graph,
      Ops tf,
      Operand<TFloat32> images,
      Operand<TInt64> labels,
      Operand<TFloat32> logits,
      int classes) {
    Operand<TFloat32> oneHot =
        tf.oneHot(labels, tf.constant(classes), tf.constant(1f), tf.constant(0f));
    Operand<TFloat32> loss = // [batch]
        tf.nn.softmaxCrossEntropyWithLogits(logits, oneHot).loss();
    Operand<TFloat32> sum = tf.sum(loss, tf.constant(0));
    Output<?>[] gradients =
        graph.addGradients(
            "serving/gradients",
            new Output<?>[] {sum.asOutput()},
            new Output<?>[] {images.asOutput()},
            new Output<?>[0]);
    return tf.withName("gradient").identity(gradients[0]);
  }
}
