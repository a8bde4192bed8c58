/**
 * From files to batches: image sources, the splits of an experiment, and the input pipeline
 * (tf.data as graph ops).
 *
 * <p>Order and randomness are pure functions of (seed, position), so a pipeline starts at any step
 * without reading what came before. Knows nothing of models; what happens to a decoded image is an
 * {@link org.noisystudent.data.ImageTransform} given by the caller.
 */
package org.noisystudent.data;
