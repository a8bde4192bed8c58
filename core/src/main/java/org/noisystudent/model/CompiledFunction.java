package org.noisystudent.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.noisystudent.data.FunctionScope;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.types.family.TType;

/** A function that XLA compiles inside a step that is not compiled as a whole. */
final class CompiledFunction {
  private final ConcreteFunction function;
  private final List<Shape> shapes;

  private CompiledFunction(ConcreteFunction function, List<Shape> shapes) {
    this.function = function;
    this.shapes = shapes;
  }

  /** The ops of a function under construction, and its arguments so far. */
  static final class Body {
    private final Ops tf;
    private final List<Operand<?>> arguments = new ArrayList<>();

    private Body(Ops tf) {
      this.tf = tf;
    }

    Ops tf() {
      return tf;
    }

    /** Adds an argument. */
    <T extends TType> Operand<T> argument(Class<T> type, Shape shape) {
      Operand<T> argument = tf.placeholder(type, Placeholder.shape(shape));
      arguments.add(argument);
      return argument;
    }
  }

  /**
   * Makes a function.
   *
   * @param scope takes it over
   * @param results adds its ops, and returns what it gives, of static shapes
   */
  static CompiledFunction of(
      FunctionScope scope, String name, Function<Body, List<Operand<?>>> results) {
    try (Graph graph = new Graph()) {
      Body body = new Body(Ops.create(graph));
      List<Operand<?>> made = results.apply(body);
      ConcreteFunction function =
          ConcreteFunction.create(FunctionScope.signature(name, body.arguments, made), graph);
      return new CompiledFunction(
          scope.attach(function), made.stream().map(Operand::shape).toList());
    }
  }

  /** Adds a call. */
  List<Operand<?>> call(Ops tf, List<? extends Operand<?>> inputs) {
    Output<?>[] outputs = inputs.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
    DataType[] types =
        function.signature().getOutputs().values().stream()
            .map(each -> each.dataType)
            .toArray(DataType[]::new);
    Operation op =
        tf.scope()
            .opBuilder("PartitionedCall", "CompiledCall")
            .addInputList(outputs)
            .setAttr("Tin", Arrays.stream(outputs).map(Output::dataType).toArray(DataType[]::new))
            .setAttr("Tout", types)
            .setAttr("f", named())
            .setAttr("_XlaMustCompile", true)
            .build();
    List<Operand<?>> results = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      results.add(tf.ensureShape(op.output(i), shapes.get(i)));
    }
    return results;
  }

  /** Names the function: to set it itself would attach it, and hang in a gradient. */
  private AttrValue named() {
    return AttrValue.newBuilder()
        .setFunc(NameAttrList.newBuilder().setName(function.getDefinedName()))
        .build();
  }
}
