/**
 * Numbers by formula, from which known results were made: those of the reference's own code, and
 * those that tell whether a device computes as it should.
 */
package org.noisystudent.reference;
