package org.noisystudent.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.data.FunctionScope;
import org.noisystudent.model.LearningNetwork;
import org.noisystudent.model.Loop;
import org.noisystudent.model.MovingStatistic;
import org.noisystudent.model.StepRandom;
import org.noisystudent.model.VariableSpec;
import org.noisystudent.model.Variables;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * The passes over equal parts of a batch, one after the other in a loop, so that the activations of
 * one part are kept at a time. Each row counts for what it does in the whole batch; the next values
 * of moving statistics are means over the parts. Batch norm sees one part at a time, and each part
 * has masks of its own. Where the parts divide neither the labeled nor the unlabeled rows alone,
 * some have more labeled rows than others, or none.
 */
final class MicroBatches {
  private static final int METRICS = 4;

  private final Ops tf;
  private final int parts;
  private final int each; // rows of a part
  private final int[] order; // of the rows, part by part

  private MicroBatches(Ops tf, ReplicaRows rows, int parts) {
    if (rows.count() % parts != 0) {
      throw new UserErrorException(
          Kind.USAGE,
          "train.microBatches (%d) must divide the images of a step and replica (%d)"
              .formatted(parts, rows.count()));
    }
    this.tf = tf;
    this.parts = parts;
    this.each = rows.count() / parts;
    this.order = order(rows, parts);
  }

  /** Returns the rows part by part: the labeled ones as evenly as can be, then unlabeled ones. */
  static int[] order(ReplicaRows rows, int parts) {
    int each = rows.count() / parts;
    int[] order = new int[rows.count()];
    int labeled = 0;
    for (int part = 0; part < parts; part++) {
      int labeledEnd = (part + 1) * rows.labeled() / parts;
      for (int i = part * each; i < (part + 1) * each; i++) {
        order[i] = labeled < labeledEnd ? labeled++ : rows.labeled() + i - labeled;
      }
    }
    return order;
  }

  /**
   * Adds the loop.
   *
   * @throws UserErrorException if the parts would not be of one size
   */
  static LearningPass add(
      FunctionScope scope,
      StepRecipe recipe,
      LearningPass.Batch batch,
      ReplicaRows rows,
      Variables variables) {
    return new MicroBatches(scope.tf(), rows, recipe.train().microBatches())
        .loop(scope, recipe, batch, rows, variables);
  }

  private LearningPass loop(
      FunctionScope scope,
      StepRecipe recipe,
      LearningPass.Batch batch,
      ReplicaRows rows,
      Variables variables) {
    Map<VariableSpec, Operand<TFloat32>> values = new LinkedHashMap<>();
    specs(recipe).forEach(spec -> values.put(spec, variables.read(spec)));
    try (Loop loop = new Loop(scope, parts)) {
      Map<VariableSpec, Operand<TFloat32>> captured = new LinkedHashMap<>();
      values.forEach((spec, value) -> captured.put(spec, loop.capture(value)));
      Operand<TUint8> images = own(loop, batch.images());
      Operand<TFloat32> targets = own(loop, batch.targets().get());
      // the sum over the parts is divided by their number below
      Operand<TFloat32> weights = own(loop, recipe.weights(tf, rows, parts));
      Operand<TInt32> seed =
          new StepRandom(loop.body().tf(), loop.capture(batch.seed())).seedOfPart(loop.index());
      LearningPass pass =
          LearningPass.whole(
              loop.body(),
              recipe,
              new LearningPass.Batch(images, () -> targets, seed),
              weights,
              captured::get);
      List<Operand<?>> sums = new ArrayList<>();
      sums.add(added(loop, metrics(loop.body().tf(), pass)));
      pass.gradients().values().forEach(gradient -> sums.add(added(loop, gradient)));
      pass.movingStatistics().forEach(statistic -> sums.add(added(loop, statistic.next())));
      return mean(pass, loop.end(sums));
    }
  }

  /** Returns the part of a batch that it is the turn of: [rows, ...] -> [rows / parts, ...]. */
  private <T extends TType> Operand<T> own(Loop loop, Operand<T> batch) {
    Operand<T> ordered = tf.gather(batch, tf.constant(order), tf.constant(0));
    Operand<T> all = tf.reshape(ordered, tf.constant(rowsOf(batch, each).prepend(parts)));
    Ops body = loop.body().tf();
    Operand<T> own = body.gather(loop.capture(all), loop.index(), body.constant(0));
    return body.ensureShape(own, rowsOf(batch, each));
  }

  private static Shape rowsOf(Operand<?> batch, int rows) {
    return batch.shape().tail().prepend(rows);
  }

  private static Operand<TFloat32> metrics(Ops tf, LearningPass pass) {
    Losses losses = pass.losses();
    return tf.stack(List.of(losses.total(), losses.labeled(), losses.unlabeled(), pass.accuracy()));
  }

  private Operand<TFloat32> added(Loop loop, Operand<TFloat32> value) {
    Operand<TFloat32> zero = Loop.zeros(tf, TFloat32.class, value.shape());
    return loop.body().tf().math.add(loop.variable(zero), value);
  }

  private LearningPass mean(LearningPass pass, List<Operand<?>> sums) {
    List<Operand<TFloat32>> means = new ArrayList<>();
    for (Operand<?> sum : sums) {
      means.add(tf.math.div(sum.asOutput().expect(TFloat32.class), tf.constant((float) parts)));
    }
    List<Operand<TFloat32>> metrics =
        List.copyOf(tf.unstack(means.get(0), (long) METRICS).output());
    int next = 1;
    Map<VariableSpec, Operand<TFloat32>> gradients = new LinkedHashMap<>();
    for (VariableSpec spec : pass.gradients().keySet()) {
      gradients.put(spec, means.get(next++));
    }
    List<MovingStatistic> statistics = new ArrayList<>();
    for (MovingStatistic statistic : pass.movingStatistics()) {
      statistics.add(new MovingStatistic(statistic.spec(), means.get(next++)));
    }
    return new LearningPass(
        new Losses(metrics.get(0), metrics.get(1), metrics.get(2)),
        metrics.get(3),
        gradients,
        statistics);
  }

  /** Finds the variables of the network by building it where nobody looks. */
  private List<VariableSpec> specs(StepRecipe recipe) {
    List<VariableSpec> specs = new ArrayList<>();
    int side = recipe.architecture().resolution();
    try (Graph graph = new Graph();
        FunctionScope scope = new FunctionScope(graph)) {
      Ops own = scope.tf();
      LearningNetwork unused =
          LearningNetwork.build(
              scope,
              recipe.architecture(),
              own.placeholder(TFloat32.class, Placeholder.shape(Shape.of(each, side, side, 3))),
              recipe.phase(own.placeholder(TInt32.class, Placeholder.shape(Shape.of(2)))),
              spec -> {
                specs.add(spec);
                return own.placeholder(TFloat32.class, Placeholder.shape(spec.shape()));
              },
              recipe.plan());
    }
    return specs;
  }
}
