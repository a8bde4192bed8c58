/**
 * How good a model is: a classifier and labeled images give named numbers.
 *
 * <p>Pure arithmetic but for the classifier; knows nothing of how a model was trained.
 */
package org.noisystudent.evaluation;
