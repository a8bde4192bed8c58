package org.noisystudent.lowering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.noisystudent.lowering.LoweredModule.Kind;
import org.noisystudent.train.StepVariable;
import org.noisystudent.train.TrainStep;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/**
 * A graph that calls a function under XLA with arguments of the right shapes, so that running it
 * makes XLA lower the function. Variables and large inputs have no values: their memory is set
 * aside and never touched.
 *
 * @param graph the whole graph, with every function that is reached
 * @param function name of the function that is called
 * @param arguments of the function, in order
 * @param outputs names of what the function returns, in order
 */
record StepCall(GraphDef graph, String function, List<Argument> arguments, List<String> outputs) {
  /** Op that gives the variables their memory. */
  static final String INITIALIZE = "initialize";

  /** Op that calls the function. */
  static final String CALL = "call";

  /** Larger inputs are not filled: nothing but shapes and the like may depend on a value. */
  private static final long FILLED_ELEMENTS = 1 << 20;

  StepCall {
    arguments = List.copyOf(arguments);
    outputs = List.copyOf(outputs);
  }

  /**
   * What a function takes.
   *
   * @param type of the value, or of the variable's value
   */
  record Argument(String name, Kind kind, DataType type, Shape shape) {
    Argument {
      if (shape.isUnknown() || shape.hasUnknownDimension()) {
        throw new IllegalArgumentException(
            "%s %s: shape (%s) must be fully known"
                .formatted(kind == Kind.INPUT ? "input" : "variable", name, shape));
      }
    }
  }

  /**
   * Returns the call of a function with arguments.
   *
   * @param arguments in the function's order
   */
  static StepCall of(ConcreteFunction function, List<Argument> arguments) {
    return of(function, graph -> graph.attachFunction(function), arguments);
  }

  /**
   * Returns the call of a function that calls others.
   *
   * @param attach attaches the function and all that it reaches to a graph
   */
  static StepCall of(ConcreteFunction function, Consumer<Graph> attach, List<Argument> arguments) {
    int taken = function.signature().getInputs().size();
    if (arguments.size() != taken) {
      throw new IllegalArgumentException(
          "arguments (%d) must be as many as the function takes, %d"
              .formatted(arguments.size(), taken));
    }
    try (Graph graph = new Graph()) {
      attach.accept(graph);
      addCall(graph, function, arguments);
      return new StepCall(
          graph.toGraphDef(),
          function.getDefinedName(),
          arguments,
          List.copyOf(function.signature().outputNames()));
    }
  }

  /**
   * Returns the call of a function that runs a training's step, or several: what it takes besides
   * the step's variables comes first. The one place that knows so.
   *
   * @param attach attaches the function and all that it reaches to a graph
   */
  static StepCall of(ConcreteFunction function, Consumer<Graph> attach, TrainStep step) {
    List<Argument> arguments = new ArrayList<>();
    function
        .signature()
        .getInputs()
        .forEach(
            (name, input) -> {
              if (input.dataType != DataType.DT_RESOURCE) {
                arguments.add(new Argument(name, Kind.INPUT, input.dataType, input.shape));
              }
            });
    for (StepVariable variable : step.variables()) {
      arguments.add(
          new Argument(variable.name(), Kind.VARIABLE, DataType.DT_FLOAT, variable.shape()));
    }
    return of(function, attach, arguments);
  }

  private static void addCall(Graph graph, ConcreteFunction function, List<Argument> arguments) {
    Ops tf = Ops.create(graph);
    List<Output<?>> inputs = new ArrayList<>();
    GraphOperationBuilder initialize = graph.opBuilder("NoOp", INITIALIZE, tf.scope());
    for (Argument argument : arguments) {
      Output<?> value = empty(graph, tf, argument);
      if (argument.kind() == Kind.INPUT) {
        inputs.add(value);
        continue;
      }
      GraphOperationBuilder handle = builder(graph, tf, "VarHandleOp");
      handle.setAttr("dtype", argument.type());
      handle.setAttr("shape", argument.shape());
      handle.setAttr("shared_name", argument.name());
      Output<?> variable = handle.build().output(0);
      GraphOperationBuilder assign = builder(graph, tf, "AssignVariableOp");
      assign.setAttr("dtype", argument.type());
      initialize.addControlInput(assign.addInput(variable).addInput(value).build());
      inputs.add(variable);
    }
    initialize.build();
    GraphOperationBuilder call = graph.opBuilder("StatefulPartitionedCall", CALL, tf.scope());
    call.addInputList(inputs.toArray(Output<?>[]::new));
    call.setAttr("Tin", inputs.stream().map(Output::dataType).toArray(DataType[]::new));
    call.setAttr(
        "Tout",
        function.signature().getOutputs().values().stream()
            .map(output -> output.dataType)
            .toArray(DataType[]::new));
    call.setAttr("f", function);
    call.setAttr("_XlaMustCompile", true);
    call.build();
  }

  private static Output<?> empty(Graph graph, Ops tf, Argument argument) {
    int[] sizes = Arrays.stream(argument.shape().asArray()).mapToInt(Math::toIntExact).toArray();
    GraphOperationBuilder builder = builder(graph, tf, "Empty");
    builder.addInput(tf.constant(sizes).asOutput());
    builder.setAttr("dtype", argument.type());
    // a small one may be taken for a constant: then it is the same one each time
    builder.setAttr(
        "init", argument.kind() == Kind.INPUT && argument.shape().size() < FILLED_ELEMENTS);
    return builder.build().output(0);
  }

  private static GraphOperationBuilder builder(Graph graph, Ops tf, String op) {
    return graph.opBuilder(op, tf.scope().makeUnique(op), tf.scope());
  }
}
