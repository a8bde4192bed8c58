package org.noisystudent.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.noisystudent.config.TrainConfig;
import org.noisystudent.data.FunctionScope;
import org.noisystudent.model.LearningNetwork;
import org.noisystudent.model.MovingStatistic;
import org.noisystudent.model.Phase;
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
   * Adds the passes.
   *
   * @param images [batch, resolution, resolution, 3], labeled ones first
   * @param targets [batch, classes]
   * @param seed [2]
   */
  static LearningPass add(
      FunctionScope scope,
      StepRecipe recipe,
      Operand<TUint8> images,
      Operand<TFloat32> targets,
      Operand<TInt32> seed,
      Variables variables) {
    Ops tf = scope.tf();
    LearningNetwork network =
        LearningNetwork.build(
            scope,
            recipe.architecture(),
            tf.dtypes.cast(images, TFloat32.class),
            new Phase.Training(
                seed, recipe.dropout(), recipe.noise().stochasticDepth(), recipe.frozen()),
            variables,
            recipe.memory());
    Losses losses =
        Losses.add(tf, network.logits(), targets, seed, recipe.train(), recipe.hardPseudoLabels());
    return new LearningPass(
        losses,
        labeledAccuracy(tf, network.logits(), targets, recipe.train()),
        network.gradients(losses.total()),
        network.movingStatistics());
  }

  private static Operand<TFloat32> labeledAccuracy(
      Ops tf, Operand<TFloat32> logits, Operand<TFloat32> targets, TrainConfig train) {
    int rows = (int) targets.shape().get(0);
    float[] isLabeled = new float[rows];
    Arrays.fill(isLabeled, 0, train.labeledBatch(), 1f / train.labeledBatch());
    Operand<TFloat32> right =
        tf.dtypes.cast(
            tf.math.equal(
                tf.math.argMax(logits, tf.constant(1)), tf.math.argMax(targets, tf.constant(1))),
            TFloat32.class);
    return tf.sum(tf.math.mul(right, tf.constant(isLabeled)), tf.constant(0));
  }
}
