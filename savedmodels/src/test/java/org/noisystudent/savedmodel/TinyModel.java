package org.noisystudent.savedmodel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/** A small convolutional classifier with three resource variables, for tests. */
final class TinyModel implements AutoCloseable {
  static final int RESOLUTION = 8;
  static final int CLASSES = 3;

  final Graph graph = new Graph();
  final Session session = new Session(graph);
  final Ops tf = Ops.create(graph);
  final List<ResourceVariable> variables = new ArrayList<>();
  private final List<Op> initialisers = new ArrayList<>();
  private final Operand<TFloat32> kernel = variable("stem/kernel", 3, 3, 3, 4);
  private final Operand<TFloat32> weights = variable("head/kernel", 4, CLASSES);
  private final Operand<TFloat32> bias = variable("head/bias", CLASSES);

  private Operand<TFloat32> variable(String name, long... sizes) {
    Shape shape = Shape.of(sizes);
    VarHandleOp handle =
        tf.withName(name.replace("/", "."))
            .varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(name));
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(1.7 * i + values.length);
    }
    Operand<TFloat32> initial =
        tf.constant(NdArrays.wrap(shape, DataBuffers.of(values, true, false)));
    initialisers.add(tf.assignVariableOp(handle, initial));
    variables.add(new ResourceVariable(name, TFloat32.class, shape, handle, true));
    return tf.ensureShape(tf.readVariableOp(handle, TFloat32.class), shape);
  }

  TinyModel initialised() {
    initialisers.forEach(session::run);
    return this;
  }

  /** Returns logits [batch, 3] of images [batch, 8, 8, 3]. */
  Operand<TFloat32> logits(Operand<TFloat32> images) {
    Operand<TFloat32> x = tf.math.sub(tf.math.div(images, tf.constant(127.5f)), tf.constant(1f));
    x = tf.nn.conv2d(x, kernel, List.of(1L, 2L, 2L, 1L), "SAME");
    x = tf.math.mul(x, tf.math.sigmoid(x));
    x = tf.math.mean(x, tf.constant(new int[] {1, 2})); // [batch, 4]
    return tf.math.add(tf.linalg.matMul(x, weights), bias);
  }

  ServingGraph standard(EvaluationCrop crop) {
    return serving(StandardSignatures.add(graph, RESOLUTION, CLASSES, crop, this::logits));
  }

  ServingGraph serving(List<ClassifierSignature> signatures) {
    return new ServingGraph(graph, session, variables, signatures);
  }

  /** Writes a fresh standard model. */
  static Path write(Path target) {
    try (TinyModel model = new TinyModel().initialised()) {
      return write(model.standard(EvaluationCrop.NONE), target);
    }
  }

  /** Writes a model into a new folder. */
  static Path write(ServingGraph model, Path target) {
    try {
      SavedModelWriter.writeInto(model, card(), Files.createDirectories(target));
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ModelCard card() {
    return new ModelCard(
        "tiny",
        RESOLUTION,
        CLASSES,
        List.of("red", "green", "blue"),
        EvaluationCrop.NONE,
        JsonNodeFactory.instance.objectNode().put("seed", 7),
        Map.of("unlabeled", "b1", "labeled", "a0"),
        Map.of("top5", 1.0, "top1", 0.5),
        new ModelCard.Versions("2.18.0", "17", "0.1.0"),
        Instant.parse("2026-11-24T00:00:00Z"),
        "");
  }

  /** Returns images [batch, 8, 8, 3] of smooth colours, whole numbers. */
  static TFloat32 images(int batch) {
    return TFloat32.tensorOf(
        Shape.of(batch, RESOLUTION, RESOLUTION, 3),
        tensor -> tensor.scalars().forEachIndexed((at, value) -> value.setFloat(pixel(at))));
  }

  private static float pixel(long[] at) {
    return (at[0] * 61 + at[1] * 17 + at[2] * 5 + at[3] * 90) % 256;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
