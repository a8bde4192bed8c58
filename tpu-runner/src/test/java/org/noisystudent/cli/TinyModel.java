package org.noisystudent.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.noisystudent.savedmodel.ClassifierSignature;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.ModelCard;
import org.noisystudent.savedmodel.ResourceVariable;
import org.noisystudent.savedmodel.SavedModelWriter;
import org.noisystudent.savedmodel.ServingGraph;
import org.noisystudent.savedmodel.StandardSignatures;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/**
 * A real SavedModel that tells by the mean colour which of red, green and blue an image is; further
 * classes are never likely.
 */
public final class TinyModel {
  static final int RESOLUTION = 8;
  static final List<String> COLOURS = List.of("red", "green", "blue");

  private TinyModel() {}

  /** Writes a model of three classes with names. */
  public static Path write(Path target) {
    return write(target, COLOURS.size(), COLOURS);
  }

  /** Writes a model of at least three classes, with names or without. */
  public static Path write(Path target, int classes, List<String> names) {
    return write(target, classes, names, RESOLUTION, 10);
  }

  /** Writes a model of some resolution that is more or less sure. */
  static Path write(Path target, int classes, List<String> names, int resolution, float sureness) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      ResourceVariable weights = weights(tf, session, classes, sureness);
      Operand<TFloat32> kernel = tf.readVariableOp(weights.handle(), TFloat32.class);
      List<ClassifierSignature> signatures =
          StandardSignatures.add(
              graph,
              resolution,
              classes,
              EvaluationCrop.NONE,
              images -> {
                Operand<TFloat32> mean = // [batch, 3]
                    tf.math.mean(images, tf.constant(new int[] {1, 2}));
                return tf.linalg.matMul(
                    tf.math.div(mean, tf.constant(255f)),
                    tf.ensureShape(kernel, Shape.of(3, classes)));
              });
      ServingGraph model = new ServingGraph(graph, session, List.of(weights), signatures);
      return write(model, card(classes, names, resolution), target);
    }
  }

  /** Writes a model whose only signature takes one number. */
  static Path writeWithoutUsableSignature(Path target) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      ResourceVariable weights = weights(tf, session, 3, 10);
      Placeholder<TFloat32> number =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Operand<TFloat32> sum =
          tf.math.add(number, tf.readVariableOp(weights.handle(), TFloat32.class));
      ClassifierSignature signature =
          new ClassifierSignature("predict", Map.of("number", number), Map.of("sum", sum));
      return write(
          new ServingGraph(graph, session, List.of(weights), List.of(signature)),
          card(3, COLOURS, RESOLUTION),
          target);
    }
  }

  /** Writes a model of the three colours that computes by way of text, which XLA does not know. */
  public static Path writeThroughText(Path target) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      ResourceVariable weights = weights(tf, session, 3, 10);
      Operand<TFloat32> kernel = tf.readVariableOp(weights.handle(), TFloat32.class);
      Placeholder<TFloat32> images =
          tf.placeholder(
              TFloat32.class, Placeholder.shape(Shape.of(-1, RESOLUTION, RESOLUTION, 3)));
      Operand<TFloat32> mean = tf.math.mean(images, tf.constant(new int[] {1, 2}));
      Operand<TFloat32> logits =
          tf.linalg.matMul(
              tf.math.div(mean, tf.constant(255f)), tf.ensureShape(kernel, Shape.of(3, 3)));
      Operand<TFloat32> read =
          tf.strings.toNumber(tf.dtypes.asString(tf.nn.softmax(logits)), TFloat32.class);
      ClassifierSignature signature =
          new ClassifierSignature(
              "predict", Map.of("images", images), Map.of("probabilities", read));
      return write(
          new ServingGraph(graph, session, List.of(weights), List.of(signature)),
          card(3, COLOURS, RESOLUTION),
          target);
    }
  }

  private static Path write(ServingGraph model, ModelCard card, Path target) {
    try {
      SavedModelWriter.writeInto(model, card, Files.createDirectories(target));
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sureness for each colour, minus five for classes without one. */
  private static ResourceVariable weights(Ops tf, Session session, int classes, float sureness) {
    Shape shape = Shape.of(3, classes);
    VarHandleOp handle =
        tf.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName("head/kernel"));
    float[][] values = new float[3][classes];
    for (int colour = 0; colour < 3; colour++) {
      for (int c = 0; c < classes; c++) {
        values[colour][c] = c == colour ? sureness : c < 3 ? 0 : -5;
      }
    }
    Op assign = tf.assignVariableOp(handle, tf.constant(values));
    session.run(assign);
    return new ResourceVariable("head/kernel", TFloat32.class, shape, handle, true);
  }

  private static ModelCard card(int classes, List<String> names, int resolution) {
    return new ModelCard(
        "tiny",
        resolution,
        classes,
        names,
        EvaluationCrop.NONE,
        JsonNodeFactory.instance.objectNode(),
        Map.of(),
        Map.of(),
        new ModelCard.Versions("2.18.0", "17", "0.1.0"),
        Instant.parse("2026-11-24T00:00:00Z"),
        "");
  }
}
