/**
 * The loop over teacher and students as journalled stages of one run directory, each of which can
 * be cut short and taken up again.
 *
 * <p>Knows what the stages are and which are finished; how each is done is in the packages left of
 * it.
 */
package org.noisystudent.selftraining;
