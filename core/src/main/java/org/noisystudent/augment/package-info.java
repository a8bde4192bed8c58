/**
 * What happens to one image between decoding and batching: crops, flips, RandAugment, and the views
 * that a teacher is averaged over, all as TensorFlow graph ops for the body of a tf.data map.
 *
 * <p>{@link org.noisystudent.augment.Augmentation} is the way in. Every random choice follows from
 * the seed that the pipeline hands over: there are no stateful random ops, no session and no files
 * here.
 */
package org.noisystudent.augment;
