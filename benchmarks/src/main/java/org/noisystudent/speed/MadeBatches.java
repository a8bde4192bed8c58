package org.noisystudent.speed;

import java.util.List;
import java.util.Random;
import org.noisystudent.device.StepBatches;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Constant;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** One batch again and again, which lies ready in memory: random images, and classes in turn. */
record MadeBatches(Operand<TUint8> images, Operand<TFloat32> targets) implements StepBatches {
  /** Returns what adds the batch. */
  static StepBatches.Source of(int batch, int side, int classes) {
    return graph -> add(graph, batch, side, classes);
  }

  private static MadeBatches add(Graph graph, int batch, int side, int classes) {
    Ops tf = Ops.create(graph);
    Random random = new Random(1);
    byte[] pixels = new byte[batch * side * side * 3];
    random.nextBytes(pixels);
    try (TUint8 made =
        TUint8.tensorOf(Shape.of(batch, side, side, 3), DataBuffers.of(pixels, true, false))) {
      Constant<TUint8> images = Constant.create(tf.scope(), made);
      int[] labels = new int[batch];
      for (int i = 0; i < batch; i++) {
        labels[i] = i % classes;
      }
      return new MadeBatches(
          images,
          tf.oneHot(tf.constant(labels), tf.constant(classes), tf.constant(1f), tf.constant(0f)));
    }
  }

  @Override
  public List<Operand<TInt64>> watched() {
    return List.of();
  }

  @Override
  public void observe(List<TInt64> values) {
    // nothing is watched
  }

  @Override
  public void seek(Session session, long step) {
    // every batch is the same
  }

  @Override
  public void close() {
    // nothing is held
  }
}
