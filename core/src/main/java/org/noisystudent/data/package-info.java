/**
 * Images and labels on their way into a graph, as tf.data ops.
 *
 * <p>Every order and every random choice is a pure function of (seed, epoch, example).
 */
package org.noisystudent.data;
