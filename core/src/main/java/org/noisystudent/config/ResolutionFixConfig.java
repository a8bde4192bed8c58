package org.noisystudent.config;

/**
 * The fix of the train-test resolution discrepancy (Touvron et al., 2019; paper section 3.1): after
 * a training, a few steps at a larger resolution on labeled images that are neither augmented nor
 * noised, with the shallow layers frozen.
 *
 * @param resolution input side in pixels; 0 = no fix
 * @param steps optimiser steps
 * @param labeledBatch labeled images a step
 * @param learningRate constant; 0 = that of the schedule's last steps, scaled with the batch
 *     (reference: train_last_step_num)
 * @param trainable what learns
 * @param frozenBlocks with {@code BLOCKS}, how many of the first blocks are frozen beside the stem
 *     (reference: fix_layer_num)
 */
public record ResolutionFixConfig(
    int resolution,
    int steps,
    int labeledBatch,
    double learningRate,
    Trainable trainable,
    int frozenBlocks) {
  /** Parts of a network that learn; all before them is frozen. */
  public enum Trainable {
    /** The last batch norm and the classifier, as FixRes has it. */
    CLASSIFIER,
    /** The last convolution, its batch norm and the classifier. */
    HEAD,
    /** The blocks after the first {@code frozenBlocks}, and the head. */
    BLOCKS,
    /** Everything. */
    ALL
  }

  /** Returns whether there is a fix. */
  public boolean isOn() {
    return resolution > 0;
  }
}
