package org.noisystudent.device;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** The same learnable batch at each step: each class has its own brightness, under noise. */
record FixedBatches(Operand<TUint8> images, Operand<TFloat32> targets) implements StepBatches {
  static StepBatches.Source of(int batch, int side, int classes) {
    return graph -> add(graph, batch, side, classes);
  }

  private static FixedBatches add(Graph graph, int batch, int side, int classes) {
    Ops tf = Ops.create(graph);
    int[] labels = new int[batch];
    float[][][][] brightness = new float[batch][1][1][3];
    for (int i = 0; i < batch; i++) {
      labels[i] = i % classes;
      brightness[i][0][0][0] = 150f * labels[i] / classes;
      brightness[i][0][0][1] = 150f - 150f * labels[i] / classes;
    }
    Operand<TFloat32> noise =
        tf.random.statelessRandomUniform(
            tf.constant(Shape.of(batch, side, side, 3)), tf.constant(new int[] {5, 6}));
    Operand<TFloat32> images =
        tf.math.add(tf.math.mul(noise, tf.constant(100f)), tf.constant(brightness));
    Operand<TInt32> classesOf = tf.constant(labels);
    return new FixedBatches(
        tf.dtypes.cast(images, TUint8.class),
        tf.oneHot(classesOf, tf.constant(classes), tf.constant(1f), tf.constant(0f)));
  }

  @Override
  public List<Operand<TInt64>> watched() {
    return List.of();
  }

  @Override
  public void observe(List<TInt64> values) {}

  @Override
  public void seek(Session session, long step) {}

  @Override
  public void close() {}
}
