/**
 * The training loop: batches, steps, logs and checkpoints, from the first step to the last.
 *
 * <p>Runs steps on any device; knows nothing of teachers and students.
 */
package org.noisystudent.trainer;
