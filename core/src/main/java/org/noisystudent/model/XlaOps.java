package org.noisystudent.model;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Ops that run in functions compiled by XLA alone; TensorFlow for Java has no classes for them. */
public final class XlaOps {
  private XlaOps() {}

  /** Returns the same tensors, which XLA takes for others: what is made of them is made anew. */
  static List<Operand<?>> barrier(Ops tf, List<Operand<?>> operands) {
    Output<?>[] inputs = operands.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
    OperationBuilder builder = builder(tf, "XlaOptimizationBarrier").addInputList(inputs);
    DataType[] types = new DataType[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      types[i] = inputs[i].dataType();
    }
    Operation barrier = builder.setAttr("T", types).build();
    List<Operand<?>> outputs = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      outputs.add(barrier.output(i));
    }
    return outputs;
  }

  /** Returns rows of which one, [...], is set anew: [rows, ...] -> [rows, ...], in place. */
  public static <T extends TType> Operand<T> withRow(
      Ops tf, Operand<T> rows, Operand<TInt32> index, Operand<T> row) {
    return builder(tf, "XlaDynamicUpdateSlice")
        .addInput(rows.asOutput())
        .addInput(tf.expandDims(row, tf.constant(0)).asOutput())
        .addInput(start(tf, index, rows.shape().numDimensions()).asOutput())
        .build()
        .output(0);
  }

  /** Returns one row: [rows, ...] -> [...]. */
  static <T extends TType> Operand<T> row(Ops tf, Operand<T> rows, Operand<TInt32> index) {
    int[] size = new int[rows.shape().numDimensions()];
    int[] shape = new int[size.length - 1];
    size[0] = 1;
    for (int i = 1; i < size.length; i++) {
      size[i] = (int) rows.shape().get(i);
      shape[i - 1] = size[i];
    }
    Operand<T> slice = tf.slice(rows, start(tf, index, size.length), tf.constant(size));
    return tf.reshape(slice, tf.constant(shape));
  }

  /** Returns [index, 0, ...]. */
  private static Operand<TInt32> start(Ops tf, Operand<TInt32> index, int dimensions) {
    Operand<TInt32> first = tf.reshape(index, tf.constant(new int[] {1}));
    return tf.concat(List.of(first, tf.constant(new int[dimensions - 1])), tf.constant(0));
  }

  private static OperationBuilder builder(Ops tf, String type) {
    return tf.scope().opBuilder(type, type);
  }
}
