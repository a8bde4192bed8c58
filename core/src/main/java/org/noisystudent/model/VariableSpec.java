package org.noisystudent.model;

import org.tensorflow.ndarray.Shape;

/**
 * A float32 variable of a network.
 *
 * @param name as in the official checkpoints, e.g. {@code efficientnet-b0/stem/conv2d/kernel}
 * @param shape fully known
 * @param initializer its first value
 * @param kind what changes it
 */
public record VariableSpec(String name, Shape shape, Initializer initializer, Kind kind) {
  /** What changes a variable. */
  public enum Kind {
    /** The optimiser. */
    TRAINABLE,
    /** The statistics of each batch. */
    MOVING_STATISTIC,
    /** Nothing: it is of a frozen layer. */
    FROZEN
  }

  /** Returns whether the optimiser changes it. */
  public boolean isTrainable() {
    return kind == Kind.TRAINABLE;
  }

  /** Returns whether nothing changes it. */
  public boolean isFrozen() {
    return kind == Kind.FROZEN;
  }

  /** Returns whether it counts in the L2 loss: all but batch norm (reference: main.py). */
  public boolean isDecayed() {
    return isTrainable() && !isOfBatchNorm();
  }

  /** Returns whether it is of a batch norm; those work in float32. */
  boolean isOfBatchNorm() {
    return name.contains("batch_normalization");
  }
}
