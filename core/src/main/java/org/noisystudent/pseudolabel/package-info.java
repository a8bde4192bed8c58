/**
 * From a teacher and unlabeled images to the images and labels a student is trained on: score,
 * filter, balance, label, write (paper section 2; reference predict_label.py, filter_unlabel.py).
 *
 * <p>Knows the teacher only as a {@code Classifier}, and nothing of training.
 */
package org.noisystudent.pseudolabel;
