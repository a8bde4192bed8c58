/**
 * From a TensorFlow function to a program for a PJRT device: one HLO module, with the map from its
 * parameters and results to inputs, outputs and variables. No device is touched here.
 */
package org.noisystudent.lowering;
