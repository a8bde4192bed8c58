package org.noisystudent.train;

import org.noisystudent.config.OptimizerConfig;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.ResourceApplyMomentum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** How a gradient changes a variable. */
sealed interface UpdateRule {
  /** Adds the update of one variable, and its slots. */
  Op apply(
      Ops tf,
      StepVariables variables,
      String name,
      Shape shape,
      Operand<TFloat32> gradient,
      Operand<TFloat32> learningRate);

  static UpdateRule of(OptimizerConfig config) {
    return config.type() == OptimizerConfig.Type.RMSPROP
        ? new RmsProp(config.decay(), config.momentum(), config.epsilon())
        : new Nesterov(config.momentum());
  }

  /**
   * RMSProp as TensorFlow 1 has it: the mean square starts at 1, epsilon is inside the root, the
   * learning rate inside the momentum. Slots are named as TF1's saver names them.
   */
  record RmsProp(double decay, double momentum, double epsilon) implements UpdateRule {
    @Override
    public Op apply(
        Ops tf,
        StepVariables variables,
        String name,
        Shape shape,
        Operand<TFloat32> gradient,
        Operand<TFloat32> learningRate) {
      Operand<TType> meanSquare = variables.addSlot(name + "/RMSProp", shape, 1);
      Operand<TType> velocity = variables.addSlot(name + "/RMSProp_1", shape, 0);
      return tf.train.resourceApplyRmsProp(
          variables.handle(name),
          meanSquare,
          velocity,
          learningRate,
          tf.constant((float) decay),
          tf.constant((float) momentum),
          tf.constant((float) epsilon),
          gradient);
    }
  }

  /** Gradient descent with Nesterov momentum. */
  record Nesterov(double momentum) implements UpdateRule {
    @Override
    public Op apply(
        Ops tf,
        StepVariables variables,
        String name,
        Shape shape,
        Operand<TFloat32> gradient,
        Operand<TFloat32> learningRate) {
      Operand<TType> velocity = variables.addSlot(name + "/Momentum", shape, 0);
      return tf.train.resourceApplyMomentum(
          variables.handle(name),
          velocity,
          learningRate,
          gradient,
          tf.constant((float) momentum),
          ResourceApplyMomentum.useNesterov(true));
    }
  }
}
