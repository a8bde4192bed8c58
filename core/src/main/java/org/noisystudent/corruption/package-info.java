/**
 * Makes the -C and -P form of any labeled image set: images corrupted, and sequences of images
 * perturbed little by little, as hendrycks/robustness makes them of ImageNet and CIFAR. Every
 * number drawn follows from a seed, the image and what is done to it. Knows nothing of models.
 */
package org.noisystudent.corruption;
