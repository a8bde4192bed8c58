/**
 * Compiles a step for devices that are not there, and says whether it fits and what it costs. What
 * is said of a chip is published, what is said of a program is its compiler's: nothing was measured
 * on hardware.
 */
package org.noisystudent.preflight;
