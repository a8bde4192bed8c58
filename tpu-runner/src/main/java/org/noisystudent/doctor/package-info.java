/**
 * What this machine, its libraries and its devices are, and whether a device computes as it should:
 * the report to attach to a bug.
 *
 * <p>Trains nothing of the user's and reads no data of theirs.
 */
package org.noisystudent.doctor;
