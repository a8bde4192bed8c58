/**
 * The variables of a training on disk: whole checkpoints, the last few and the best one.
 *
 * <p>Knows names and values, not networks.
 */
package org.noisystudent.checkpoint;
