package org.noisystudent.train;

import java.util.ArrayList;
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
    List<Op> updates = update(pass.gradients(), learningRate);
    for (MovingStatistic statistic : pass.movingStatistics()) {
      updates.add(
          tf.assignVariableOp(
              variables.handle(statistic.spec().name()),
              replication.meanOfStatistic(tf, statistic.next())));
    }
    return train.emaDecay() > 0 ? average(updates, emaDecay) : updates;
  }

  private List<Op> update(
      Map<VariableSpec, Operand<TFloat32>> gradients, Operand<TFloat32> learningRate) {
    UpdateRule rule = UpdateRule.of(train.optimizer());
    List<Op> updates = new ArrayList<>();
    weights.forEach(
        (spec, value) -> {
          if (spec.isTrainable()) {
            Operand<TFloat32> gradient = gradients.get(spec);
            if (spec.isDecayed()) { // the L2 loss has the gradient factor x value
              Operand<TFloat32> factor = tf.constant((float) train.weightDecay());
              gradient = tf.math.add(gradient, tf.math.mul(value, factor));
            }
            updates.add(
                rule.apply(
                    tf,
                    variables,
                    spec.name(),
                    spec.shape(),
                    replication.mean(tf, gradient),
                    learningRate));
          }
        });
    return updates;
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
