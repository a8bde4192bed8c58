package org.noisystudent.lowering;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.noisystudent.data.FunctionScope;
import org.noisystudent.model.XlaOps;
import org.noisystudent.train.TrainStep;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Some steps of a training, one after the other in one program, so that the host is asked once for
 * all of them. What a step takes from the pipeline is one argument for each of them, {@link #ofStep
 * named} with its number; the numbers that it is fed come together, [steps, ...]. The result is the
 * metrics of all: [steps, metrics].
 */
final class RepeatedStep implements AutoCloseable {
  /** Fed by the trainer, not by the pipeline. */
  private static final Set<String> FED = Set.of("learning_rate", "ema_decay", "seed");

  private static final int METRICS = TrainStep.Metric.values().length;

  private final TrainStep step;
  private final int times;
  private final Map<String, Input> inputs; // of one step
  private final List<Input> carried; // from step to step
  private final ConcreteFunction body;
  private final ConcreteFunction condition;
  private final ConcreteFunction function;

  /** An input of the loop: a tensor, or the handle of a variable. */
  private record Input(DataType type, Shape shape) {}

  /**
   * Builds the program.
   *
   * @param step stays the caller's
   * @param times how many steps, at least 2
   */
  RepeatedStep(TrainStep step, int times) {
    this.step = step;
    this.times = times;
    this.inputs = inputsOf(step);
    this.carried = carried();
    this.body = body();
    this.condition = condition();
    this.function = function();
  }

  /** Returns the name of an input of one of the steps. */
  static String ofStep(String input, int index) {
    return input + "/" + index;
  }

  private static Map<String, Input> inputsOf(TrainStep step) {
    Map<String, Input> inputs = new LinkedHashMap<>();
    step.function()
        .signature()
        .getInputs()
        .forEach((name, input) -> inputs.put(name, new Input(input.dataType, input.shape)));
    return inputs;
  }

  /** Returns the loop's variables: number of the step, metrics, inputs of all steps, variables. */
  private List<Input> carried() {
    List<Input> all = new ArrayList<>();
    all.add(new Input(DataType.DT_INT32, Shape.scalar()));
    all.add(new Input(DataType.DT_FLOAT, Shape.of(times, METRICS)));
    for (Input input : inputs.values()) {
      all.add(isVariable(input) ? input : new Input(input.type, input.shape.prepend(times)));
    }
    return all;
  }

  private static boolean isVariable(Input input) {
    return input.type == DataType.DT_RESOURCE;
  }

  private ConcreteFunction body() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      step.attachTo(graph);
      List<Operand<TType>> arguments =
          carried.stream().map(input -> placeholder(graph, tf, input, input.shape)).toList();
      Operand<TInt32> index = arguments.get(0).asOutput().expect(TInt32.class);
      List<Output<?>> own = new ArrayList<>();
      for (int i = 2; i < arguments.size(); i++) {
        Operand<TType> each = arguments.get(i);
        own.add(
            isVariable(carried.get(i))
                ? each.asOutput()
                : tf.gather(each, index, tf.constant(0)).asOutput());
      }
      Operand<TFloat32> metrics = call(graph, tf, own);
      List<Operand<?>> results = new ArrayList<>();
      results.add(tf.math.add(index, tf.constant(1)));
      Operand<TFloat32> all = arguments.get(1).asOutput().expect(TFloat32.class);
      results.add(XlaOps.withRow(tf, all, index, metrics));
      for (int i = 2; i < arguments.size(); i++) {
        if (!isVariable(carried.get(i))) {
          results.add(tf.identity(arguments.get(i)));
        }
      }
      return ConcreteFunction.create(
          FunctionScope.signature("steps_body", arguments, results), graph);
    }
  }

  private Operand<TFloat32> call(Graph graph, Ops tf, List<Output<?>> inputs) {
    GraphOperationBuilder call = graph.opBuilder("StatefulPartitionedCall", "step", tf.scope());
    call.addInputList(inputs.toArray(Output<?>[]::new));
    call.setAttr("Tin", types(inputs));
    call.setAttr("Tout", new DataType[] {DataType.DT_FLOAT});
    call.setAttr("f", step.function());
    return call.build().output(0).expect(TFloat32.class);
  }

  private ConcreteFunction condition() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      List<Operand<TType>> arguments =
          carried.stream().map(input -> placeholder(graph, tf, input, input.shape)).toList();
      Operand<TInt32> index = arguments.get(0).asOutput().expect(TInt32.class);
      return ConcreteFunction.create(
          FunctionScope.signature(
              "steps_condition", arguments, List.of(tf.math.less(index, tf.constant(times)))),
          graph);
    }
  }

  private ConcreteFunction function() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      graph.attachFunction(condition);
      step.attachTo(graph);
      graph.attachFunction(body);
      Signature.Builder signature = Signature.builder("train_steps");
      List<Output<?>> loop = new ArrayList<>();
      loop.add(tf.constant(0).asOutput());
      loop.add(tf.constant(new float[times][METRICS]).asOutput());
      inputs.forEach(
          (name, input) -> {
            Shape shape = FED.contains(name) ? input.shape.prepend(times) : input.shape;
            List<Operand<TType>> given = new ArrayList<>();
            for (String each : names(name, input)) {
              Operand<TType> argument = placeholder(graph, tf, input, shape);
              signature.input(each, argument);
              given.add(argument);
            }
            loop.add((given.size() == 1 ? given.get(0) : tf.stack(given)).asOutput());
          });
      Output<?> metrics = loop(graph, tf, loop);
      return ConcreteFunction.create(signature.output("metrics", metrics).build(), graph);
    }
  }

  /** Returns the arguments of the program that are one input of the step. */
  private List<String> names(String name, Input input) {
    if (isVariable(input) || FED.contains(name)) {
      return List.of(name);
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      names.add(ofStep(name, i));
    }
    return names;
  }

  private Output<?> loop(Graph graph, Ops tf, List<Output<?>> inputs) {
    // not stateless: the body writes variables
    GraphOperationBuilder loop = graph.opBuilder("While", "steps", tf.scope());
    loop.addInputList(inputs.toArray(Output<?>[]::new));
    loop.setAttr("T", types(inputs));
    loop.setAttr("cond", condition);
    loop.setAttr("body", body);
    loop.setAttr("output_shapes", carried.stream().map(Input::shape).toArray(Shape[]::new));
    return loop.build().output(1);
  }

  private static DataType[] types(List<Output<?>> inputs) {
    return inputs.stream().map(Output::dataType).toArray(DataType[]::new);
  }

  private static Operand<TType> placeholder(Graph graph, Ops tf, Input input, Shape shape) {
    GraphOperationBuilder builder =
        graph.opBuilder("Placeholder", tf.scope().makeUnique("argument"), tf.scope());
    builder.setAttr("dtype", input.type);
    builder.setAttr("shape", shape);
    return builder.build().<TType>output(0);
  }

  /** Returns the call that lowers it. */
  StepCall call() {
    StepCall call = StepCall.of(function, this::attachTo, step);
    return new StepCall(
        returningHandles(call.graph()), call.function(), call.arguments(), call.outputs());
  }

  /**
   * Makes the body give the handles of the variables back, as a loop's body must: TensorFlow Java
   * 1.1.0 knows no function that returns one.
   */
  private GraphDef returningHandles(GraphDef graph) {
    GraphDef.Builder all = graph.toBuilder();
    for (FunctionDef.Builder each : all.getLibraryBuilder().getFunctionBuilderList()) {
      if (each.getSignature().getName().equals(body.getDefinedName())) {
        for (OpDef.ArgDef argument : each.getSignature().getInputArgList()) {
          if (argument.getType() == DataType.DT_RESOURCE) {
            String name = argument.getName() + "_handle";
            each.getSignatureBuilder().addOutputArg(argument.toBuilder().setName(name));
            each.putRet(name, argument.getName());
          }
        }
      }
    }
    return all.build();
  }

  private void attachTo(Graph graph) {
    step.attachTo(graph);
    graph.attachFunction(condition);
    graph.attachFunction(body);
    graph.attachFunction(function);
  }

  @Override
  public void close() {
    function.close();
    condition.close();
    body.close();
  }
}
