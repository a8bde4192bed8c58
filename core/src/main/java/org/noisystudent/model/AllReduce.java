package org.noisystudent.model;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Sums over groups of replicas; it has a gradient. */
public interface AllReduce {
  /**
   * Adds the sum of a value over the replicas of each group: the same bits on all of a group.
   *
   * @param groups numbers of replicas, each in one group; groups of one size
   */
  Operand<TFloat32> sum(Ops tf, Operand<TFloat32> x, int[][] groups);

  /**
   * Returns whether it exists in steps alone that XLA compiles, which joins the sums that can be
   * one; others are never compiled, and each of their sums has its price.
   */
  boolean isCompiled();
}
