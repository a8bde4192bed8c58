/**
 * From a teacher and unlabeled images to the images and labels a student is trained on: score,
 * filter, balance, label, write (paper section 2; reference predict_label.py, filter_unlabel.py).
 *
 * <p>Knows the teacher only as a {@code Classifier}, and nothing of training. Nothing here may hold
 * all probabilities: they are written as they are made and read one image at a time. What is
 * selected by, a class and a confidence an image, lies in mapped files; what was selected is bits.
 */
package org.noisystudent.pseudolabel;
