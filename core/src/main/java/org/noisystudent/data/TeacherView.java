package org.noisystudent.data;

/**
 * The unlabeled images of a training as a teacher sees them, beside what the student sees.
 *
 * @param resolution the side in pixels of what the transform returns
 * @param transform what is done to each image, without noise
 */
public record TeacherView(int resolution, ImageTransform transform) {}
