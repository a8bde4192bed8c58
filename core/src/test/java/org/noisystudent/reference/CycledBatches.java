package org.noisystudent.reference;

import java.util.List;
import org.noisystudent.device.StepBatches;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** Formula images in turn, always with the same targets; a variable counts the steps. */
final class CycledBatches implements StepBatches {
  private final Operand<TUint8> images;
  private final Operand<TFloat32> targets;
  private final Placeholder<TInt32> next;
  private final Op seek;

  @SuppressWarnings("unchecked") // a resource handle has no Java type of its own
  CycledBatches(Graph graph, int cycle, int side, float[][] targets) {
    Ops tf = Ops.create(graph);
    int batch = targets.length;
    int size = batch * side * side * 3;
    byte[] pixels = new byte[cycle * size];
    for (int i = 0; i < cycle; i++) {
      byte[] one = FormulaValues.images("step " + i, batch, side);
      System.arraycopy(one, 0, pixels, i * size, size);
    }
    Operand<TType> step =
        (Operand<TType>)
            (Operand<?>)
                tf.varHandleOp(TInt32.class, Shape.scalar(), VarHandleOp.sharedName("step"));
    this.next = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    this.seek = tf.assignVariableOp(step, tf.math.sub(next, tf.constant(1)));
    Op count = tf.assignAddVariableOp(step, tf.constant(1));
    Operand<TInt32> now =
        tf.withControlDependencies(List.of(count)).readVariableOp(step, TInt32.class);
    this.images =
        tf.gather(
            tf.constant(
                TUint8.class, Shape.of(cycle, batch, side, side, 3), DataBuffers.of(pixels)),
            tf.math.floorMod(now, tf.constant(cycle)),
            tf.constant(0));
    this.targets = tf.constant(targets);
  }

  @Override
  public Operand<TUint8> images() {
    return images;
  }

  @Override
  public Operand<TFloat32> targets() {
    return targets;
  }

  @Override
  public List<Operand<TInt64>> watched() {
    return List.of();
  }

  @Override
  public void observe(List<TInt64> values) {}

  @Override
  public void seek(Session session, long step) {
    try (TInt32 value = TInt32.scalarOf((int) step)) {
      session.runner().feed(next, value).addTarget(seek).run().close();
    }
  }

  @Override
  public void close() {}
}
