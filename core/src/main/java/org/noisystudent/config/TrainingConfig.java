package org.noisystudent.config;

/**
 * Everything one training of a run needs: the top-level keys, with the overrides of its stage.
 *
 * @param augment standard augmentation
 * @param model the network
 * @param train the optimisation
 * @param noise the noise
 * @param pseudoLabel how this student's pseudo-labels are made; unused by a teacher
 * @param resolutionFix what follows the training at another resolution
 */
public record TrainingConfig(
    AugmentConfig augment,
    ModelConfig model,
    TrainConfig train,
    NoiseConfig noise,
    PseudoLabelConfig pseudoLabel,
    ResolutionFixConfig resolutionFix) {
  /** Returns the same training on labeled images alone, as many a step as before. */
  public TrainingConfig withoutUnlabeled() {
    return labeledOnly(train.labeledBatch());
  }

  /**
   * Returns the control of a student: labeled images take the place of the unlabeled ones, so that
   * each step sees as many images as the student's does.
   */
  public TrainingConfig control() {
    return labeledOnly(train.labeledBatch() + train.unlabeledBatch());
  }

  private TrainingConfig labeledOnly(int batch) {
    return new TrainingConfig(
        augment, model, train.labeledOnly(batch), noise, pseudoLabel, resolutionFix);
  }

  /**
   * Returns the training that the resolution fix is: labeled images as they are evaluated, at its
   * resolution. The noise within the network stays, where it is not frozen (reference:
   * efficientnet_model.py).
   */
  public TrainingConfig atFixedResolution() {
    return new TrainingConfig(
        augment.asEvaluated(),
        model.withResolution(resolutionFix.resolution()),
        train.resolutionFix(resolutionFix),
        noise.withoutRandAugment(),
        pseudoLabel,
        resolutionFix);
  }

  /** Returns the network that the training leaves, at its last resolution. */
  public ModelConfig trainedModel() {
    return resolutionFix.isOn() ? model.withResolution(resolutionFix.resolution()) : model;
  }
}
