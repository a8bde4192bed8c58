/**
 * Where steps run: a device keeps the variables, takes batches and runs the compiled step.
 *
 * <p>The session device is here; others implement the same interface elsewhere.
 */
package org.noisystudent.device;
