package org.noisystudent.data;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;

/**
 * A function body under construction: its ops, and the functions it calls. Whoever turns the body
 * into a {@link ConcreteFunction} attaches the called functions to the graph around it too.
 */
public final class FunctionScope {
  private final Graph graph;
  private final Ops tf;
  private final List<ConcreteFunction> called = new ArrayList<>();

  /** Creates a scope over an empty function graph, which stays the caller's to close. */
  public FunctionScope(Graph graph) {
    this.graph = graph;
    this.tf = Ops.create(graph);
  }

  /** Returns the ops of the body. */
  public Ops tf() {
    return tf;
  }

  /** Makes a function callable from the body, and returns it. */
  public ConcreteFunction attach(ConcreteFunction function) {
    graph.attachFunction(function);
    called.add(function);
    return function;
  }

  /** Returns the functions that the body calls. */
  public List<ConcreteFunction> called() {
    return List.copyOf(called);
  }
}
