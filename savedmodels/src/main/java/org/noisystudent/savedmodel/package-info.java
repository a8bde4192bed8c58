/**
 * Image classifiers as SavedModels, and the error every room throws for a user's mistake.
 *
 * <p>Knows nothing of EfficientNet, so that any SavedModel classifier can be a teacher.
 */
package org.noisystudent.savedmodel;
