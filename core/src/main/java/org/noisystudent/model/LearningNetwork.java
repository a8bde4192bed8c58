package org.noisystudent.model;

import java.util.List;
import java.util.Map;
import org.noisystudent.config.ModelConfig.Compute;
import org.noisystudent.data.FunctionScope;
import org.tensorflow.Operand;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;

/** A network in training: its forward pass, and on demand its backward pass. */
public interface LearningNetwork {
  /** Returns [batch, classes]. */
  Operand<TFloat32> logits();

  /** Returns the next values of the moving statistics. */
  List<MovingStatistic> movingStatistics();

  /**
   * Adds the gradients of all variables that learn.
   *
   * @param loss scalar, made of the logits
   */
  Map<VariableSpec, Operand<TFloat32>> gradients(Operand<TFloat32> loss);

  /**
   * Adds the forward pass.
   *
   * @param scope the function it is added to
   * @param architecture sizes
   * @param images [batch, resolution, resolution, 3], RGB 0..255; normalisation happens here
   * @param phase noise, and what is frozen
   * @param variables where values come from
   * @param plan how it is computed
   */
  static LearningNetwork build(
      FunctionScope scope,
      Architecture architecture,
      Operand<TFloat32> images,
      Phase.Training phase,
      Variables variables,
      ComputePlan plan) {
    if (!plan.savesMemory()) {
      return new WholeNetwork(
          scope.tf(), architecture, images, phase, variables, plan.kernels(scope));
    }
    return architecture.compute() == Compute.BFLOAT16
        ? new SegmentedNetwork<>(
            new Blueprint<>(scope, TBfloat16.class, architecture, phase), images, variables, plan)
        : new SegmentedNetwork<>(
            new Blueprint<>(scope, TFloat32.class, architecture, phase), images, variables, plan);
  }
}
