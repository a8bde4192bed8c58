package org.noisystudent.config;

/**
 * An update rule.
 *
 * @param type the rule
 * @param momentum momentum of either rule
 * @param decay RMSProp: decay of the mean square
 * @param epsilon RMSProp: added inside the square root
 */
public record OptimizerConfig(Type type, double momentum, double decay, double epsilon) {
  /** Update rules. */
  public enum Type {
    /** RMSProp as TensorFlow 1 has it: mean square starts at 1, epsilon inside the root. */
    RMSPROP,
    /** Gradient descent with Nesterov momentum. */
    SGD
  }
}
