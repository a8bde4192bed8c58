package org.noisystudent.data;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** What the images of a training source are taught to be: soft labels, else their class. */
final class TargetTable {
  private final ImageSource source;
  private final int classes;
  private final boolean soft;

  /** Creates the table; every image must have a soft label or a class below {@code classes}. */
  TargetTable(ImageSource source, int classes) {
    this.source = source;
    this.classes = classes;
    this.soft = source.size() > 0 && source.target(0).isPresent();
    for (int i = 0; i < source.size(); i++) {
      check(i);
    }
  }

  private void check(int index) {
    if (soft) {
      int length = source.target(index).orElseThrow().length;
      if (length != classes) {
        throw new IllegalArgumentException(
            source.describe(index) + ": target (" + length + " values) must have " + classes);
      }
    } else if (source.label(index) < 0 || source.label(index) >= classes) {
      throw new IllegalArgumentException(
          source.describe(index)
              + ": label ("
              + source.label(index)
              + ") must be in 0.."
              + (classes - 1));
    }
  }

  List<ImageReader.Table> tables() {
    return List.of(
        soft
            ? new ImageReader.Table(
                TFloat32.class, Shape.of(source.size(), classes), this::softLabels)
            : new ImageReader.Table(
                TInt32.class, Shape.of(source.size()), () -> TInt32.vectorOf(source.labels())));
  }

  /** Returns the targets of a batch, [batch, classes]; zeros where {@code used} is -1. */
  Operand<TFloat32> targets(Ops tf, Arguments tables, Operand<TInt64> used) {
    Operand<TInt32> axis = tf.constant(0);
    Operand<TInt64> known = tf.math.maximum(used, tf.constant(0L));
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> zero = tf.constant(0f);
    Operand<TFloat32> rows =
        soft
            ? tf.gather(tables.get(0, TFloat32.class), known, axis)
            : tf.oneHot(
                tf.gather(tables.get(0, TInt32.class), known, axis),
                tf.constant(classes),
                one,
                zero);
    Operand<TFloat32> present =
        tf.dtypes.cast(tf.math.greaterEqual(used, tf.constant(0L)), TFloat32.class);
    return tf.math.mul(rows, tf.expandDims(present, tf.constant(1)));
  }

  private Tensor softLabels() {
    return TFloat32.tensorOf(
        Shape.of(source.size(), classes),
        data -> {
          for (int i = 0; i < source.size(); i++) {
            float[] row = source.target(i).orElseThrow();
            for (int j = 0; j < classes; j++) {
              data.setFloat(row[j], i, j);
            }
          }
        });
  }
}
