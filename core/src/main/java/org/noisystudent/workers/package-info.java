/**
 * Processes that train together through TensorFlow's own servers: each drives one CPU or GPU, and
 * they sum over the network by collectives.
 */
package org.noisystudent.workers;
