package org.noisystudent.config;

/**
 * One training.
 *
 * @param steps optimiser steps of the schedule, before {@code trainRatio}
 * @param trainRatio factor of steps and, by default, of the stairs (reference: train_ratio)
 * @param lastSteps only so many steps are run, the last ones of the schedule, for fine-tuning;
 *     times {@code trainRatio}; 0 = all (reference: train_last_step_num)
 * @param epochImages labeled images of an epoch, which warm-up and stairs are counted in; 0 = an
 *     epoch is steps / 350 (reference: num_train_images)
 * @param labeledBatch labeled images a step, over all replicas
 * @param labeledSampleProbability how likely a labeled image of a batch counts in the loss; below
 *     1, it stands for a labeled batch that is smaller by this factor, and so do the images of an
 *     epoch, the unlabeled images and the default rate (reference: label_data_sample_prob)
 * @param unlabeledRatio unlabeled images for each labeled one; 0 = labeled only
 * @param loss how the two parts of the loss are put together
 * @param labelSmoothing of labeled images and of hard pseudo-labels
 * @param optimizer the update rule
 * @param learningRate the schedule
 * @param weightDecay factor of the L2 loss of all variables but those of batch norm
 * @param emaDecay decay of the moving average of weights; 0 = off
 * @param batchNormReplicas how many replicas share the statistics of batch norm: {@code local},
 *     each has its own; {@code all}; a number that divides the replicas; {@code reference}, up to 8
 *     replicas each has its own, beyond that groups of 8 or of an eighth of the replicas
 * @param warmStart whether a student starts from its teacher's weights, where shapes agree
 * @param microBatches parts that a step takes its images in, one after the other, so as to keep the
 *     activations of one part at a time; batch norm sees one part; 1 = all at once
 * @param rolled whether blocks that are alike are compiled once, as the body of a loop, which
 *     computes each block again in the backward pass
 * @param recompute whether the other blocks are computed again in the backward pass as well
 * @param checkpointEvery steps between checkpoints
 * @param keepCheckpoints how many of the last checkpoints to keep
 * @param logEvery steps between metrics
 * @param evaluateEvery steps between evaluations that pick the best checkpoint; 0 = never
 */
public record TrainConfig(
    int steps,
    double trainRatio,
    int lastSteps,
    int epochImages,
    int labeledBatch,
    double labeledSampleProbability,
    double unlabeledRatio,
    Loss loss,
    double labelSmoothing,
    OptimizerConfig optimizer,
    LearningRateConfig learningRate,
    double weightDecay,
    double emaDecay,
    String batchNormReplicas,
    boolean warmStart,
    int microBatches,
    Saving rolled,
    Saving recompute,
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

  /** Whether memory is saved in one way; it takes a step that is compiled. */
  public enum Saving {
    /** Where the step is compiled and the network is large. */
    AUTO,
    /** Always. */
    ON,
    /** Never. */
    OFF
  }

  /** Returns the labeled images a step that count in the loss on average. */
  double countedBatch() {
    return labeledBatch * labeledSampleProbability;
  }

  /** Returns the unlabeled images a step: ceil(batch x sample probability x ratio). */
  public int unlabeledBatch() {
    return (int) Math.ceil(countedBatch() * unlabeledRatio);
  }

  /** Returns the steps of the whole schedule. */
  public int scheduleSteps() {
    return (int) (steps * trainRatio);
  }

  /** Returns the steps that are run, the last ones of the schedule. */
  public int runSteps() {
    return lastSteps == 0 ? scheduleSteps() : (int) (lastSteps * trainRatio);
  }

  /**
   * Returns the same on labeled images alone.
   *
   * @param batch labeled images a step
   */
  public TrainConfig labeledOnly(int batch) {
    return new TrainConfig(
        steps,
        trainRatio,
        lastSteps,
        epochImages,
        batch,
        labeledSampleProbability,
        0,
        loss,
        labelSmoothing,
        optimizer,
        learningRate,
        weightDecay,
        emaDecay,
        batchNormReplicas,
        warmStart,
        microBatches,
        rolled,
        recompute,
        checkpointEvery,
        keepCheckpoints,
        logEvery,
        evaluateEvery);
  }

  /** Returns the steps of a resolution fix: the schedule's last ones, or at a rate of their own. */
  TrainConfig resolutionFix(ResolutionFixConfig fix) {
    double scale = fix.labeledBatch() / countedBatch();
    LearningRateConfig rate =
        fix.learningRate() > 0
            ? learningRate.constantAt(fix.learningRate())
            : learningRate.scaledBy(scale);
    return new TrainConfig(
        scheduleSteps(),
        1,
        fix.steps(),
        epochImages,
        fix.labeledBatch(),
        1,
        0,
        loss,
        labelSmoothing,
        optimizer,
        rate,
        weightDecay,
        emaDecay,
        batchNormReplicas,
        false,
        microBatches,
        rolled,
        recompute,
        checkpointEvery,
        keepCheckpoints,
        logEvery,
        evaluateEvery);
  }
}
