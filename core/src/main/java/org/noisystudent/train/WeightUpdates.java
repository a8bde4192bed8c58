package org.noisystudent.train;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.noisystudent.config.TrainConfig;
import org.noisystudent.model.MovingStatistic;
import org.noisystudent.model.Replication;
import org.noisystudent.model.VariableSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What a step does with gradients: weight decay, update, moving statistics, moving average. */
final class WeightUpdates {
  private final Ops tf;
  private final StepVariables variables;
  private final Map<VariableSpec, Operand<TFloat32>> weights;
  private final TrainConfig train;
  private final Replication replication;

  /**
   * Prepares the updates.
   *
   * @param weights values before the step, of what learns and what does not
   */
  WeightUpdates(
      Ops tf,
      StepVariables variables,
      Map<VariableSpec, Operand<TFloat32>> weights,
      StepRecipe recipe) {
    this.tf = tf;
    this.variables = variables;
    this.weights = weights;
    this.train = recipe.train();
    this.replication = recipe.replication();
  }

  /** Adds factor x sum(v^2) / 2 over all weights but those of batch norm. */
  Operand<TFloat32> weightDecay() {
    List<Operand<TFloat32>> squares = new ArrayList<>();
    weights.forEach(
        (spec, value) -> {
          if (spec.isDecayed()) {
            squares.add(tf.nn.l2Loss(value));
          }
        });
    return tf.math.mul(tf.math.addN(squares), tf.constant((float) train.weightDecay()));
  }

  /** Adds all updates. */
  List<Op> add(LearningPass pass, Operand<TFloat32> learningRate, Operand<TFloat32> emaDecay) {
    List<VariableSpec> learning =
        weights.keySet().stream().filter(VariableSpec::isTrainable).toList();
    List<Operand<TFloat32>> own = new ArrayList<>();
    learning.forEach(spec -> own.add(decayed(spec, pass.gradients().get(spec))));
    if (replication.statisticsDiffer()) {
      pass.movingStatistics().forEach(statistic -> own.add(statistic.next()));
    }
    // in one call: of several at once, each replica might begin with another one
    Iterator<Operand<TFloat32>> means = replication.means(tf, own).iterator();
    UpdateRule rule = UpdateRule.of(train.optimizer());
    List<Op> updates = new ArrayList<>();
    for (VariableSpec spec : learning) {
      updates.add(rule.apply(tf, variables, spec.name(), spec.shape(), means.next(), learningRate));
    }
    for (MovingStatistic statistic : pass.movingStatistics()) {
      updates.add(
          tf.assignVariableOp(
              variables.handle(statistic.spec().name()),
              replication.statisticsDiffer() ? means.next() : statistic.next()));
    }
    return train.emaDecay() > 0 ? average(updates, emaDecay) : updates;
  }

  /** Adds the gradient of the L2 loss, factor x value, where a weight is decayed. */
  private Operand<TFloat32> decayed(VariableSpec spec, Operand<TFloat32> gradient) {
    if (!spec.isDecayed()) {
      return gradient;
    }
    Operand<TFloat32> factor = tf.constant((float) train.weightDecay());
    return tf.math.add(gradient, tf.math.mul(weights.get(spec), factor));
  }

  /** Adds average -= (average - new value) x (1 - decay) for weights and statistics. */
  private List<Op> average(List<Op> updates, Operand<TFloat32> emaDecay) {
    // one op between: every read after every update would be edges by the million
    Ops after = tf.withControlDependencies(tf.withControlDependencies(updates).noOp());
    Operand<TFloat32> rate = tf.math.sub(tf.constant(1f), emaDecay);
    List<Op> averages = new ArrayList<>(updates);
    for (VariableSpec spec : weights.keySet()) {
      if (spec.isFrozen()) {
        continue; // it is its own average
      }
      String name = TrainStep.averageOf(spec.name());
      variables.add(new StepVariable(name, spec.name(), spec.shape(), spec.initializer()));
      Operand<TFloat32> difference =
          tf.math.sub(variables.read(tf, name), variables.read(after, spec.name()));
      averages.add(tf.assignSubVariableOp(variables.handle(name), tf.math.mul(difference, rate)));
    }
    return averages;
  }
}
