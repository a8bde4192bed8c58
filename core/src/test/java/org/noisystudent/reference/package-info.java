/**
 * Tests of model, optimiser and schedules against the reference's own code, whose numbers are in
 * test-data/golden/reference.
 */
package org.noisystudent.reference;
