package org.noisystudent.config;

import java.util.List;

/**
 * The loop: a teacher, then students.
 *
 * @param teacherModel a SavedModel that is teacher-0; empty = train one
 * @param teacher the training of teacher-0
 * @param students the trainings of student-1, student-2, ...
 * @param control whether the last student's network is also trained on the labeled images alone
 * @param allowSmallerStudent lifts the check that a student is at least as large as its teacher
 */
public record SelfTrainingConfig(
    String teacherModel,
    TrainingConfig teacher,
    List<TrainingConfig> students,
    boolean control,
    boolean allowSmallerStudent) {
  /**
   * Returns the iteration that selected the images of an iteration: its own, or the first of those
   * whose images were kept since.
   *
   * @param iteration from 1
   */
  public int selectedBy(int iteration) {
    int source = iteration;
    for (int i = iteration - 1; i >= 1; i--) {
      if (students.get(source - 1).pseudoLabel().reassign()
          && students.get(i - 1).train().unlabeledBatch() > 0) {
        source = i;
      }
    }
    return source;
  }
}
