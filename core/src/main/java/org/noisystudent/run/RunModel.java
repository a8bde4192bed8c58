package org.noisystudent.run;

import java.util.Locale;

/**
 * A model of a run. The teacher is of iteration 0; student n is of iteration n and the teacher of
 * iteration n + 1.
 *
 * @param role what it is for
 * @param iteration from 0
 */
public record RunModel(Role role, int iteration) {
  /** What a model is for. */
  public enum Role {
    /** Learns from labeled images. */
    TEACHER,
    /** Learns from labeled and pseudo-labeled images. */
    STUDENT,
    /** A student's network, start, steps and batch, on the labeled images alone. */
    CONTROL
  }

  /** Returns the first teacher. */
  public static RunModel teacher() {
    return new RunModel(Role.TEACHER, 0);
  }

  /** Returns a student. */
  public static RunModel student(int iteration) {
    return new RunModel(Role.STUDENT, iteration);
  }

  /** Returns the control of a student. */
  public static RunModel control(int iteration) {
    return new RunModel(Role.CONTROL, iteration);
  }

  /** Returns the model that labels images for the students of an iteration, from 1. */
  public static RunModel teacherOf(int iteration) {
    return iteration == 1 ? teacher() : student(iteration - 1);
  }

  /** Returns the name in a run directory: {@code teacher-0}, {@code student-1}, ... */
  public String name() {
    return role.name().toLowerCase(Locale.ROOT) + "-" + iteration;
  }
}
