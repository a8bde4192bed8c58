package org.noisystudent.model;

import java.util.ArrayList;
import java.util.List;
import org.noisystudent.data.FunctionScope;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.StatelessWhile;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * A loop of known length under construction. Its body is a function that works on variables of the
 * loop and on tensors captured from around it. TensorFlow takes no gradient through it.
 */
public final class Loop implements AutoCloseable {
  private final FunctionScope outside;
  private final int times;
  private final Graph graph = new Graph();
  private final FunctionScope body;
  private final Operand<TInt32> index;
  private final Slots variables = new Slots();
  private final Slots captured = new Slots();

  /** Tensors from around the loop, and the arguments that they are in its body. */
  private record Slots(List<Operand<?>> outer, List<Operand<?>> inner) {
    Slots() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  /**
   * Begins a loop.
   *
   * @param outside where it will stand
   * @param times how often the body runs
   */
  public Loop(FunctionScope outside, int times) {
    this.outside = outside;
    this.times = times;
    this.body = outside.inside(graph);
    this.index = body.tf().placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
  }

  /** Returns the scope of the body. */
  public FunctionScope body() {
    return body;
  }

  /** Returns the number of the iteration, from 0: scalar. */
  public Operand<TInt32> index() {
    return index;
  }

  /**
   * Adds a variable of the loop, and returns its value within the body.
   *
   * @param first its value before the loop, of the shape that it keeps
   */
  public <T extends TType> Operand<T> variable(Operand<T> first) {
    return add(variables, first);
  }

  /** Returns zeros as a first value; {@code tf.zeros} looks at every op of the graph each time. */
  public static <T extends TNumber> Operand<T> zeros(Ops tf, Class<T> type, Shape shape) {
    return tf.fill(tf.constant(shape), tf.dtypes.cast(tf.constant(0f), type));
  }

  /** Returns, within the body, a tensor from around the loop. */
  public <T extends TType> Operand<T> capture(Operand<T> outer) {
    return add(captured, outer);
  }

  /**
   * Adds the loop where it stands, and returns the variables after it.
   *
   * @param next what each variable becomes, in the order in which they were added
   */
  public List<Operand<?>> end(List<Operand<?>> next) {
    if (next.size() != variables.inner.size()) {
      throw new IllegalArgumentException(
          "next (%d) must be one for each variable (%d)"
              .formatted(next.size(), variables.inner.size()));
    }
    Ops tf = body.tf();
    List<Operand<?>> results = new ArrayList<>();
    results.add(tf.math.add(index, tf.constant(1)));
    results.addAll(next);
    captured.inner.forEach(operand -> results.add(tf.identity(operand)));
    ConcreteFunction step =
        ConcreteFunction.create(FunctionScope.signature("body", arguments(), results), graph);
    body.called().forEach(outside::attach);
    outside.attach(step);
    List<Operand<?>> inputs = new ArrayList<>(List.of(outside.tf().constant(0)));
    inputs.addAll(variables.outer);
    inputs.addAll(captured.outer);
    StatelessWhile loop = outside.tf().statelessWhile(inputs, outside.attach(condition()), step);
    List<Operand<?>> after = new ArrayList<>();
    for (int i = 1; i <= next.size(); i++) {
      after.add(loop.op().output(i));
    }
    return after;
  }

  private ConcreteFunction condition() {
    try (Graph own = new Graph()) {
      Ops tf = Ops.create(own);
      List<Operand<?>> same = new ArrayList<>();
      // of no known shape: conditions that differ in shapes alone would share one name
      arguments().forEach(argument -> same.add(tf.placeholder(argument.type())));
      Operand<TInt32> now = Gradients.typed(same.get(0));
      Operand<TBool> again = tf.math.less(now, tf.constant(times));
      return ConcreteFunction.create(
          FunctionScope.signature("condition", same, List.of(again)), own);
    }
  }

  private List<Operand<?>> arguments() {
    List<Operand<?>> arguments = new ArrayList<>(List.of(index));
    arguments.addAll(variables.inner);
    arguments.addAll(captured.inner);
    return arguments;
  }

  private <T extends TType> Operand<T> add(Slots slots, Operand<T> outer) {
    Operand<T> inner = argument(body.tf(), outer);
    slots.outer.add(outer);
    slots.inner.add(inner);
    return inner;
  }

  private static <T extends TType> Operand<T> argument(Ops tf, Operand<T> like) {
    return tf.placeholder(like.type(), Placeholder.shape(like.shape()));
  }

  /** Frees the graph of the body: whatever was ended stays. */
  @Override
  public void close() {
    graph.close();
  }
}
