package org.noisystudent.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.device.VariableValues;
import org.noisystudent.model.VariableSpec;
import org.noisystudent.model.Variables;
import org.noisystudent.savedmodel.ResourceVariable;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** The variables of a network in a graph of its own: resources that are loaded once. */
final class NetworkVariables implements Variables {
  private final Ops tf;
  private final Map<VariableSpec, Node> nodes = new LinkedHashMap<>();

  private record Node(Operand<? extends TType> handle, Placeholder<TFloat32> next, Op assign) {}

  NetworkVariables(Ops tf) {
    this.tf = tf;
  }

  @Override
  @SuppressWarnings("unchecked") // a resource handle has no Java type of its own
  public Operand<TFloat32> read(VariableSpec spec) {
    Operand<TType> handle =
        (Operand<TType>)
            (Operand<?>)
                tf.varHandleOp(TFloat32.class, spec.shape(), VarHandleOp.sharedName(spec.name()));
    Placeholder<TFloat32> next = tf.placeholder(TFloat32.class, Placeholder.shape(spec.shape()));
    nodes.put(spec, new Node(handle, next, tf.assignVariableOp(handle, next)));
    return tf.ensureShape(tf.readVariableOp(handle, TFloat32.class), spec.shape());
  }

  /** Sets all variables: the moving averages where there are any. */
  void load(Session session, VariableValues values) {
    Session.Runner runner = session.runner();
    nodes.forEach(
        (spec, node) ->
            runner.feed(node.next(), values.averaged(spec.name())).addTarget(node.assign()));
    runner.run().close();
  }

  /** Returns the variables as a SavedModel has them. */
  List<ResourceVariable> resources() {
    List<ResourceVariable> variables = new ArrayList<>();
    nodes.forEach(
        (spec, node) ->
            variables.add(
                new ResourceVariable(
                    spec.name(), TFloat32.class, spec.shape(), node.handle(), spec.isTrainable())));
    return variables;
  }
}
