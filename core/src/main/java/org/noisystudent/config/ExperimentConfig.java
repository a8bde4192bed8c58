package org.noisystudent.config;

/**
 * One experiment, whole and checked.
 *
 * @param seed every random choice of a run follows from it
 * @param data the images
 * @param training the top-level {@code augment model train noise pseudoLabel}: what `train` uses
 * @param selfTraining the loop
 * @param evaluation how models are measured
 * @param device what runs the steps
 */
public record ExperimentConfig(
    long seed,
    DataConfig data,
    TrainingConfig training,
    SelfTrainingConfig selfTraining,
    EvaluationConfig evaluation,
    DeviceConfig device) {}
