/**
 * A trained network as a classifier: in this process, and as a SavedModel for everything else.
 *
 * <p>Takes variables as they are in checkpoints; trains nothing.
 */
package org.noisystudent.export;
