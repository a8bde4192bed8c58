package org.noisystudent.config;

/**
 * Everything one training of a run needs: the top-level keys, with the overrides of its stage.
 *
 * @param augment standard augmentation
 * @param model the network
 * @param train the optimisation
 * @param noise the noise
 * @param pseudoLabel how this student's pseudo-labels are made; unused by a teacher
 */
public record TrainingConfig(
    AugmentConfig augment,
    ModelConfig model,
    TrainConfig train,
    NoiseConfig noise,
    PseudoLabelConfig pseudoLabel) {
  /** Returns the same training on labeled images alone. */
  public TrainingConfig withoutUnlabeled() {
    return new TrainingConfig(augment, model, train.withUnlabeledRatio(0), noise, pseudoLabel);
  }
}
