package org.noisystudent.data;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TType;

/** A function that can be called from graph ops, and the types and shapes of what it returns. */
record GraphFunction(
    ConcreteFunction function, List<Class<? extends TType>> types, List<Shape> shapes) {
  /** What a function does with its arguments. */
  @FunctionalInterface
  interface Body {
    List<Operand<?>> apply(FunctionScope scope, Arguments arguments);
  }

  /**
   * Builds a function and makes it, and every function that it calls, callable from a scope.
   *
   * @param captured tensors of the scope that the function takes after its arguments
   */
  static GraphFunction define(
      FunctionScope scope,
      String name,
      List<Class<? extends TType>> types,
      List<Shape> shapes,
      List<Operand<?>> captured,
      Body body) {
    try (Graph graph = new Graph()) {
      FunctionScope inside = scope.inside(graph);
      Signature.Builder signature = Signature.builder(name);
      List<Operand<?>> arguments = new ArrayList<>();
      for (int i = 0; i < types.size(); i++) {
        arguments.add(argument(inside, types.get(i), shapes.get(i)));
      }
      for (Operand<?> operand : captured) {
        arguments.add(argument(inside, operand.type(), operand.shape()));
      }
      for (int i = 0; i < arguments.size(); i++) {
        signature.input("argument_" + i, arguments.get(i));
      }
      List<Operand<?>> results = body.apply(inside, new Arguments(arguments));
      List<Class<? extends TType>> resultTypes = new ArrayList<>();
      List<Shape> resultShapes = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        signature.output("result_" + i, results.get(i));
        resultTypes.add(results.get(i).type());
        resultShapes.add(results.get(i).shape());
      }
      ConcreteFunction function = ConcreteFunction.create(signature.build(), graph);
      inside.called().forEach(scope::attach);
      return new GraphFunction(scope.attach(function), resultTypes, resultShapes);
    }
  }

  private static Placeholder<? extends TType> argument(
      FunctionScope scope, Class<? extends TType> type, Shape shape) {
    return scope.tf().placeholder(type, Placeholder.shape(shape));
  }
}
