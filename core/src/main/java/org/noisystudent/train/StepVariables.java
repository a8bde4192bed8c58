package org.noisystudent.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.noisystudent.model.Initializer;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** The resource variables that a function under construction takes as arguments. */
final class StepVariables {
  private final Graph graph;
  private final Ops tf;
  private final Map<String, StepVariable> variables = new LinkedHashMap<>();
  private final Map<String, Operand<TType>> handles = new LinkedHashMap<>();

  StepVariables(Graph graph, Ops tf) {
    this.graph = graph;
    this.tf = tf;
  }

  /** Adds an argument, and returns its handle. */
  Operand<TType> add(StepVariable variable) {
    GraphOperationBuilder builder =
        graph.opBuilder("Placeholder", tf.scope().makeUnique("variable"), tf.scope());
    builder.setAttr("dtype", DataType.DT_RESOURCE);
    builder.setAttr("shape", Shape.scalar());
    Operand<TType> handle = builder.build().<TType>output(0);
    variables.put(variable.name(), variable);
    handles.put(variable.name(), handle);
    return handle;
  }

  /** Adds an argument that starts with a constant. */
  Operand<TType> addSlot(String name, Shape shape, double value) {
    return add(new StepVariable(name, name, shape, new Initializer.Constant(value)));
  }

  /** Reads a variable, with its static shape. */
  Operand<TFloat32> read(Ops after, String name) {
    Shape shape = variables.get(name).shape();
    return after.ensureShape(after.readVariableOp(handles.get(name), TFloat32.class), shape);
  }

  Operand<TType> handle(String name) {
    return handles.get(name);
  }

  Map<String, StepVariable> variables() {
    return variables;
  }
}
