/**
 * One optimisation step as one function: loss, gradients, update, batch statistics, moving average;
 * and the schedule that drives it.
 *
 * <p>Builds functions; runs none of them.
 */
package org.noisystudent.train;
