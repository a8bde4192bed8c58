/**
 * Weights that other programs trained: their files read without running any of them, their names
 * matched with those of a network, the network published as a SavedModel.
 *
 * <p>Two kinds of files: TensorFlow checkpoints of the reference repositories, and the state
 * dictionaries of PyTorch's EfficientNets.
 */
package org.noisystudent.importer;
