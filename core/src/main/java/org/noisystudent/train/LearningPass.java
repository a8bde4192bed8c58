package org.noisystudent.train;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.noisystudent.data.FunctionScope;
import org.noisystudent.model.LearningNetwork;
import org.noisystudent.model.MovingStatistic;
import org.noisystudent.model.VariableSpec;
import org.noisystudent.model.Variables;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * The forward and the backward pass over a batch.
 *
 * @param losses cross-entropies
 * @param accuracy fraction of labeled images whose top class is right, under noise
 * @param gradients of the total loss, by each variable that learns
 * @param movingStatistics their next values
 */
record LearningPass(
    Losses losses,
    Operand<TFloat32> accuracy,
    Map<VariableSpec, Operand<TFloat32>> gradients,
    List<MovingStatistic> movingStatistics) {
  /**
   * What is learned from.
   *
   * @param images [rows, resolution, resolution, 3]
   * @param targets adds [rows, classes], once the variables of the network were asked for
   * @param seed [2]
   */
  record Batch(Operand<TUint8> images, Supplier<Operand<TFloat32>> targets, Operand<TInt32> seed) {}

  /**
   * Adds the passes, over the whole batch at once or over its parts, one by one.
   *
   * @param rows of the batch, labeled ones first
   */
  static LearningPass add(
      FunctionScope scope, StepRecipe recipe, Batch batch, ReplicaRows rows, Variables variables) {
    return recipe.train().microBatches() == 1
        ? whole(scope, recipe, batch, recipe.weights(scope.tf(), rows, 1), variables)
        : MicroBatches.add(scope, recipe, batch, rows, variables);
  }

  /**
   * Adds the passes over the whole batch at once.
   *
   * @param weights of its rows, a matrix of {@link LossWeights}
   */
  static LearningPass whole(
      FunctionScope scope,
      StepRecipe recipe,
      Batch batch,
      Operand<TFloat32> weights,
      Variables variables) {
    Ops tf = scope.tf();
    LearningNetwork network =
        LearningNetwork.build(
            scope,
            recipe.architecture(),
            tf.dtypes.cast(batch.images, TFloat32.class),
            recipe.phase(batch.seed),
            variables,
            recipe.plan());
    Operand<TFloat32> targets = batch.targets.get();
    LossWeights each = LossWeights.of(tf, weights);
    Losses losses =
        Losses.add(
            tf,
            network.logits(),
            targets,
            batch.seed,
            each,
            recipe.train().labeledSampleProbability() < 1);
    return new LearningPass(
        losses,
        labeledAccuracy(tf, network.logits(), targets, each),
        network.gradients(losses.total()),
        network.movingStatistics());
  }

  private static Operand<TFloat32> labeledAccuracy(
      Ops tf, Operand<TFloat32> logits, Operand<TFloat32> targets, LossWeights weights) {
    Operand<TFloat32> right =
        tf.dtypes.cast(
            tf.math.equal(
                tf.math.argMax(logits, tf.constant(1)), tf.math.argMax(targets, tf.constant(1))),
            TFloat32.class);
    return LossWeights.sum(tf, right, weights.labeled());
  }
}
