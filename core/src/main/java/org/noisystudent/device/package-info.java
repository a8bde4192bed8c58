/**
 * Where steps run: a device keeps the variables, takes batches and runs the compiled step, alone or
 * together with the devices of other processes.
 *
 * <p>The session device is here; others implement the same interface elsewhere.
 */
package org.noisystudent.device;
