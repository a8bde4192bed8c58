/**
 * How a model does on images that are corrupted, perturbed or hard: ImageNet-C, -P and -A, and the
 * same of any other image set.
 *
 * <p>Metrics as their authors define them: Hendrycks and Dietterich, "Benchmarking Neural Network
 * Robustness to Common Corruptions and Perturbations", ICLR 2019 (hendrycks/robustness); Hendrycks
 * et al., "Natural Adversarial Examples", CVPR 2021 (hendrycks/natural-adv-examples).
 */
package org.noisystudent.robustness;
