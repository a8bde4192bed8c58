package org.noisystudent.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * A run of blocks as two loops, whose bodies hold one block each: the forward loop keeps what each
 * block took; the backward loop goes through them from the last, computes the block again and takes
 * its gradients.
 */
final class RolledBlocks<T extends TNumber> implements Segment {
  private final Blueprint<T> blueprint;
  private final BlockRun run;
  private final RunVariables<T> variables;
  private final Operand<T> output;
  private final Operand<T> inputs; // [blocks, b, h, w, c]
  private final List<MovingStatistic> movingStatistics = new ArrayList<>();

  /** Adds the forward loop. */
  RolledBlocks(Blueprint<T> blueprint, BlockRun run, Operand<T> input, Variables variables) {
    this.blueprint = blueprint;
    this.run = run;
    this.variables = new RunVariables<>(blueprint, run, input, variables);
    try (Loop loop = new Loop(blueprint.scope(), run.count())) {
      Ops tf = loop.body().tf();
      Operand<T> x = loop.variable(input);
      Operand<T> kept = loop.variable(rows(blueprint.type(), input.shape()));
      Body block = new Body(loop, loop.index(), x);
      List<Operand<?>> next =
          new ArrayList<>(List.of(block.output, XlaOps.withRow(tf, kept, loop.index(), x)));
      for (MovingStatistic statistic : block.movingStatistics) {
        Operand<TFloat32> all = loop.variable(rows(TFloat32.class, statistic.spec().shape()));
        next.add(XlaOps.withRow(tf, all, loop.index(), statistic.next()));
      }
      List<Operand<?>> after = loop.end(next);
      output = Gradients.typed(after.get(0));
      inputs = Gradients.typed(after.get(1));
      for (int i = 0; i < block.movingStatistics.size(); i++) {
        movingStatistics.add(
            new MovingStatistic(
                this.variables.stackOf(block.movingStatistics.get(i).spec()),
                Gradients.<TFloat32>typed(after.get(i + 2))));
      }
    }
  }

  /** One block in the body of a loop. */
  private final class Body {
    private final Map<VariableSpec, Operand<? extends TNumber>> weights = new LinkedHashMap<>();
    private final Operand<T> output;
    private final List<MovingStatistic> movingStatistics;

    Body(Loop loop, Operand<TInt32> offset, Operand<T> x) {
      Ops tf = loop.body().tf();
      variables
          .stacks()
          .forEach((spec, stack) -> weights.put(spec, XlaOps.row(tf, loop.capture(stack), offset)));
      NetworkParts<T> parts =
          blueprint
              .inside(loop.body(), loop.capture(blueprint.phase().seed()))
              .parts(spec -> tf.dtypes.cast(weights.get(spec), TFloat32.class));
      output = parts.block(x, run, offset);
      movingStatistics = parts.movingStatistics();
    }
  }

  @Override
  public Operand<?> output() {
    return output;
  }

  @Override
  public List<MovingStatistic> movingStatistics() {
    return movingStatistics;
  }

  @Override
  public boolean learns() {
    return !variables.learning().isEmpty();
  }

  @Override
  public Operand<?> backward(
      Operand<?> outputGradient, Map<VariableSpec, Operand<TFloat32>> gradients) {
    List<VariableSpec> learning = variables.learning();
    try (Loop loop = new Loop(blueprint.scope(), run.count())) {
      Ops tf = loop.body().tf();
      Operand<TInt32> offset = tf.math.sub(tf.constant(run.count() - 1), loop.index());
      Operand<?> incoming = loop.variable(outputGradient);
      Operand<T> x = XlaOps.row(tf, loop.capture(inputs), offset);
      Body block = new Body(loop, offset, x);
      List<Operand<?>> by = new ArrayList<>(List.of(x));
      learning.forEach(spec -> by.add(block.weights.get(spec)));
      List<Operand<?>> taken = Gradients.of(tf, block.output, by, incoming);
      List<Operand<?>> next = new ArrayList<>(List.of(taken.get(0)));
      for (int i = 0; i < learning.size(); i++) {
        next.add(kept(loop, offset, variables.stacks().get(learning.get(i)), taken.get(i + 1)));
      }
      List<Operand<?>> after = loop.end(next);
      for (int i = 0; i < learning.size(); i++) {
        gradients.put(
            variables.stackOf(learning.get(i)),
            blueprint.tf().dtypes.cast(Gradients.<TNumber>typed(after.get(i + 1)), TFloat32.class));
      }
      return after.get(0);
    }
  }

  /** Keeps the gradient of a block's weight among those of the run. */
  private <U extends TNumber> Operand<U> kept(
      Loop loop, Operand<TInt32> offset, Operand<U> stack, Operand<?> gradient) {
    Operand<U> zero = Loop.zeros(blueprint.tf(), stack.type(), stack.shape());
    return XlaOps.withRow(loop.body().tf(), loop.variable(zero), offset, Gradients.typed(gradient));
  }

  /** Returns room for a tensor of each block. */
  private <U extends TNumber> Operand<U> rows(Class<U> type, Shape each) {
    return Loop.zeros(blueprint.tf(), type, each.prepend(run.count()));
  }
}
