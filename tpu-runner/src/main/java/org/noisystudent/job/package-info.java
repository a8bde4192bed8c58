/**
 * Runs that are done elsewhere: what they run on, their states, the loop that watches them, and
 * those in the background of this machine.
 *
 * <p>Knows no service; those are rooms of their own.
 */
package org.noisystudent.job;
