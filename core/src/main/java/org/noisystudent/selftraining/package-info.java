/**
 * The self-training loop: a teacher labels, a student learns, the student is the next teacher.
 *
 * <p>Joins the rooms left of it; each stage's own work is theirs.
 */
package org.noisystudent.selftraining;
