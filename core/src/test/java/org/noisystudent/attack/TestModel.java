package org.noisystudent.attack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.ModelCard;
import org.noisystudent.savedmodel.ResourceVariable;
import org.noisystudent.savedmodel.SavedModelClassifier;
import org.noisystudent.savedmodel.SavedModelWriter;
import org.noisystudent.savedmodel.ServingGraph;
import org.noisystudent.savedmodel.StandardSignatures;
import org.noisystudent.savedmodel.Trust;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/** A real SavedModel of a network that ends in weights and biases for each class, for tests. */
final class TestModel {
  private TestModel() {}

  /** Returns the features of images, [batch, resolution, resolution, 3] -> [batch, features]. */
  @FunctionalInterface
  interface Features {
    Operand<TFloat32> of(Ops tf, Operand<TFloat32> images);
  }

  /**
   * Returns each pixel value, 0..1: with these the logits are linear, and their gradient by hand.
   */
  static Operand<TFloat32> pixels(Ops tf, Operand<TFloat32> images) {
    long values = images.shape().get(1) * images.shape().get(2) * 3;
    return tf.math.div(tf.reshape(images, tf.constant(new long[] {-1, values})), tf.constant(255f));
  }

  /** Writes a model of some weights, [features][classes], and loads it. */
  static SavedModelClassifier load(
      Path folder, int resolution, Features features, float[][] weights, float[] biases) {
    write(folder, resolution, features, weights, biases);
    return SavedModelClassifier.load(folder, Trust.CHECKED, 1);
  }

  /** Writes a model of some weights, [features][classes], into a new folder. */
  static void write(
      Path folder, int resolution, Features features, float[][] weights, float[] biases) {
    int classes = biases.length;
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Shape shape = Shape.of(weights.length, classes);
      VarHandleOp handle =
          tf.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName("head/kernel"));
      session.run(tf.assignVariableOp(handle, tf.constant(StdArrays.ndCopyOf(weights))));
      Operand<TFloat32> kernel = tf.ensureShape(tf.readVariableOp(handle, TFloat32.class), shape);
      UnaryOperator<Operand<TFloat32>> network =
          images ->
              tf.math.add(tf.linalg.matMul(features.of(tf, images), kernel), tf.constant(biases));
      ServingGraph model =
          new ServingGraph(
              graph,
              session,
              List.of(new ResourceVariable("head/kernel", TFloat32.class, shape, handle, true)),
              StandardSignatures.add(graph, resolution, classes, EvaluationCrop.NONE, network));
      SavedModelWriter.writeInto(model, card(resolution, classes), Files.createDirectories(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ModelCard card(int resolution, int classes) {
    return new ModelCard(
        "test",
        resolution,
        classes,
        List.of(),
        EvaluationCrop.NONE,
        JsonNodeFactory.instance.objectNode(),
        Map.of(),
        Map.of(),
        new ModelCard.Versions("2.18.0", "17", "0.1.0"),
        Instant.parse("2026-11-25T00:00:00Z"),
        "");
  }
}
