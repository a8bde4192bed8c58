package org.noisystudent.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Constant;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Values that go through an op as one vector. */
final class JoinedValues {
  private JoinedValues() {}

  /**
   * Adds an op over all values at once.
   *
   * @param values of static shapes
   * @param op takes and gives [sum of their sizes]
   * @return what the op gave, in the shapes of the values
   */
  static List<Operand<TFloat32>> map(
      Ops tf, List<Operand<TFloat32>> values, UnaryOperator<Operand<TFloat32>> op) {
    Constant<TInt32> flat = tf.constant(new int[] {-1});
    List<Operand<TFloat32>> vectors = new ArrayList<>();
    int[] sizes = new int[values.size()];
    for (Operand<TFloat32> value : values) {
      sizes[vectors.size()] = Math.toIntExact(value.shape().size());
      vectors.add(tf.reshape(value, flat));
    }
    Operand<TFloat32> all = op.apply(tf.concat(vectors, tf.constant(0)));
    List<Operand<TFloat32>> mapped = new ArrayList<>();
    for (var part : tf.splitV(all, tf.constant(sizes), tf.constant(0), (long) sizes.length)) {
      mapped.add(tf.reshape(part, tf.constant(values.get(mapped.size()).shape().asArray())));
    }
    return mapped;
  }
}
