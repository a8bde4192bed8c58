package org.noisystudent.lowering;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.noisystudent.lowering.LoweredModule.Kind;
import org.noisystudent.lowering.StepCall.Argument;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.EfficientNet;
import org.noisystudent.model.Phase;
import org.noisystudent.savedmodel.ModelVariables;
import org.noisystudent.savedmodel.PredictGraph;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/**
 * The step that labels or evaluates: {@code images} float32 [batch, resolution, resolution, 3], RGB
 * 0..255, and the variables -> {@code probabilities} float32 [batch, classes].
 */
final class PredictStep {
  private static final String IMAGES = "images";
  private static final String PROBABILITIES = "probabilities";

  private PredictStep() {}

  /** A variable, and its handle in the graph that becomes the function. */
  private record Variable(Argument argument, Output<?> handle) {}

  /** Returns the call of a network at a batch size. */
  static StepCall of(Architecture architecture, int batch) {
    int side = architecture.resolution();
    List<Variable> variables = new ArrayList<>();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> images =
          tf.placeholder(TFloat32.class, Placeholder.shape(images(side, batch)));
      EfficientNet network =
          EfficientNet.build(
              tf,
              architecture,
              images,
              new Phase.Inference(),
              spec -> {
                Operand<TFloat32> handle = resource(graph, tf);
                variables.add(
                    new Variable(
                        new Argument(spec.name(), Kind.VARIABLE, DataType.DT_FLOAT, spec.shape()),
                        handle.asOutput()));
                return tf.ensureShape(tf.readVariableOp(handle, TFloat32.class), spec.shape());
              });
      return call(
          graph,
          images.asOutput(),
          images(side, batch),
          variables,
          tf.nn.softmax(network.logits()));
    }
  }

  private static Operand<TFloat32> resource(Graph graph, Ops tf) {
    GraphOperationBuilder builder =
        graph.opBuilder("Placeholder", tf.scope().makeUnique("variable"), tf.scope());
    builder.setAttr("dtype", DataType.DT_RESOURCE);
    builder.setAttr("shape", Shape.scalar());
    return builder.build().output(0);
  }

  /**
   * Returns the call of a model at a batch size. Its variables are named as they are shared, or as
   * their nodes.
   */
  static StepCall of(PredictGraph model, int batch) {
    Map<String, NodeDef> nodes = new HashMap<>();
    model.graph().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    try (Graph graph = new Graph()) {
      graph.importGraphDef(model.graph());
      Output<TFloat32> given = tensor(graph, model.input());
      Output<TFloat32> output = tensor(graph, model.output());
      List<Variable> variables = new ArrayList<>();
      for (GraphOperation op : graph.completeSubgraph(Set.of(given), Set.of(output))) {
        if (op.type().equals("VarHandleOp")) {
          variables.add(new Variable(variable(nodes.get(op.name())), op.output(0)));
        }
      }
      // the walk has no order of its own
      variables.sort(Comparator.comparing(variable -> variable.argument().name()));
      Ops tf = Ops.create(graph).withSubScope("lowered");
      return call(
          graph,
          given,
          images(model.resolution(), batch),
          variables,
          model.givesLogits() ? tf.nn.softmax(output) : tf.identity(output));
    }
  }

  @SuppressWarnings("unchecked") // a signature of float32 images and probabilities
  private static Output<TFloat32> tensor(Graph graph, String name) {
    return (Output<TFloat32>) graph.outputOrThrow(name);
  }

  private static Argument variable(NodeDef node) {
    long[] sizes =
        node.getAttrOrThrow("shape").getShape().getDimList().stream()
            .mapToLong(TensorShapeProto.Dim::getSize)
            .toArray();
    return new Argument(
        ModelVariables.nameOf(node),
        Kind.VARIABLE,
        node.getAttrOrThrow("dtype").getType(),
        Shape.of(sizes));
  }

  private static Shape images(int resolution, int batch) {
    return Shape.of(batch, resolution, resolution, 3);
  }

  private static StepCall call(
      Graph graph,
      Output<?> images,
      Shape shape,
      List<Variable> variables,
      Operand<TFloat32> probabilities) {
    Signature.Builder signature = Signature.builder("predict").input(IMAGES, images);
    variables.forEach(v -> signature.input(v.argument().name(), v.handle()));
    signature.output(PROBABILITIES, probabilities);
    try (ConcreteFunction function = ConcreteFunction.create(signature.build(), graph)) {
      List<Argument> arguments = new ArrayList<>();
      arguments.add(new Argument(IMAGES, Kind.INPUT, DataType.DT_FLOAT, shape));
      variables.forEach(v -> arguments.add(v.argument()));
      return StepCall.of(function, arguments);
    }
  }
}
