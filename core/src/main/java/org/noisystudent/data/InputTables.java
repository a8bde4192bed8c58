package org.noisystudent.data;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TType;

/** The placeholders of a pipeline, and the tensors fed to them when its iterator starts. */
final class InputTables {
  private final Ops tf;
  private final List<Placeholder<? extends TType>> placeholders = new ArrayList<>();
  private final List<ImageReader.Table> tables = new ArrayList<>();

  InputTables(Ops tf) {
    this.tf = tf;
  }

  /** Adds a placeholder for each table. */
  List<Operand<?>> add(List<ImageReader.Table> added) {
    List<Operand<?>> operands = new ArrayList<>();
    for (ImageReader.Table table : added) {
      Placeholder<? extends TType> placeholder =
          tf.placeholder(table.type(), Placeholder.shape(table.shape()));
      placeholders.add(placeholder);
      tables.add(table);
      operands.add(placeholder);
    }
    return operands;
  }

  /** Creates the tensors, feeds them to a run, and closes them after it. */
  void feed(Session.Runner runner, Runnable run) {
    List<Tensor> tensors = new ArrayList<>();
    try {
      for (int i = 0; i < tables.size(); i++) {
        Tensor tensor = tables.get(i).value().create();
        tensors.add(tensor);
        runner.feed(placeholders.get(i), tensor);
      }
      run.run();
    } finally {
      tensors.forEach(Tensor::close);
    }
  }
}
