package org.noisystudent.config;

/**
 * One training.
 *
 * @param steps optimiser steps
 * @param labeledBatch labeled images a step, over all replicas
 * @param unlabeledRatio unlabeled images for each labeled one; 0 = labeled only
 * @param loss how the two parts of the loss are put together
 * @param labelSmoothing of labeled images and of hard pseudo-labels
 * @param optimizer the update rule
 * @param learningRate the schedule
 * @param weightDecay factor of the L2 loss of all variables but those of batch norm
 * @param emaDecay decay of the moving average of weights; 0 = off
 * @param warmStart whether a student starts from its teacher's weights, where shapes agree
 * @param checkpointEvery steps between checkpoints
 * @param keepCheckpoints how many of the last checkpoints to keep
 * @param logEvery steps between metrics
 * @param evaluateEvery steps between evaluations that pick the best checkpoint; 0 = never
 */
public record TrainConfig(
    int steps,
    int labeledBatch,
    double unlabeledRatio,
    Loss loss,
    double labelSmoothing,
    OptimizerConfig optimizer,
    LearningRateConfig learningRate,
    double weightDecay,
    double emaDecay,
    boolean warmStart,
    int checkpointEvery,
    int keepCheckpoints,
    int logEvery,
    int evaluateEvery) {
  /** Forms of the loss. */
  public enum Loss {
    /** Mean cross-entropy over the concatenation (the paper's words). */
    PAPER,
    /** Labeled mean + ratio x unlabeled mean (the reference's code). */
    REFERENCE
  }

  /** Returns the unlabeled images a step: ceil(labeledBatch x unlabeledRatio). */
  public int unlabeledBatch() {
    return (int) Math.ceil(labeledBatch * unlabeledRatio);
  }

  /**
   * Returns the same on labeled images alone.
   *
   * @param batch labeled images a step
   */
  public TrainConfig labeledOnly(int batch) {
    return new TrainConfig(
        steps,
        batch,
        0,
        loss,
        labelSmoothing,
        optimizer,
        learningRate,
        weightDecay,
        emaDecay,
        warmStart,
        checkpointEvery,
        keepCheckpoints,
        logEvery,
        evaluateEvery);
  }
}
