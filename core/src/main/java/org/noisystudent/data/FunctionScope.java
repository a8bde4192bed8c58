package org.noisystudent.data;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.op.Ops;

/**
 * A function body under construction: its ops, and the functions it calls. Whoever turns the body
 * into a {@link ConcreteFunction} attaches the called functions to the graph around it too.
 *
 * <p>The outermost scope owns every function that is attached to it or to a scope inside it: a
 * graph keeps a copy of what is attached to it, the handles are native memory until it is closed.
 */
public final class FunctionScope implements AutoCloseable {
  private final Graph graph;
  private final Ops tf;
  private final List<ConcreteFunction> called = new ArrayList<>();
  private final Set<ConcreteFunction> owned;

  /** Creates an outermost scope over a graph, which stays the caller's to close. */
  public FunctionScope(Graph graph) {
    this(graph, new LinkedHashSet<>());
  }

  private FunctionScope(Graph graph, Set<ConcreteFunction> owned) {
    this.graph = graph;
    this.tf = Ops.create(graph);
    this.owned = owned;
  }

  /** Returns a scope over an empty function graph, whose functions belong to the outermost. */
  public FunctionScope inside(Graph functionGraph) {
    return new FunctionScope(functionGraph, owned);
  }

  /** Returns the ops of the body. */
  public Ops tf() {
    return tf;
  }

  /** Makes a function callable from the body, takes it over, and returns it. */
  public ConcreteFunction attach(ConcreteFunction function) {
    owned.add(function);
    graph.attachFunction(function);
    called.add(function);
    return function;
  }

  /** Returns the signature of a function whose arguments and results go by their places. */
  public static Signature signature(
      String name, List<? extends Operand<?>> arguments, List<? extends Operand<?>> results) {
    Signature.Builder signature = Signature.builder(name);
    for (int i = 0; i < arguments.size(); i++) {
      signature.input("argument_" + i, arguments.get(i));
    }
    for (int i = 0; i < results.size(); i++) {
      signature.output("result_" + i, results.get(i));
    }
    return signature.build();
  }

  /** Returns the functions that the body calls. */
  public List<ConcreteFunction> called() {
    return List.copyOf(called);
  }

  /** Frees the functions of this scope, the outermost, and of all scopes inside it. */
  @Override
  public void close() {
    owned.forEach(ConcreteFunction::close);
    owned.clear();
  }
}
