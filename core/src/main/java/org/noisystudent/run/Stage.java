package org.noisystudent.run;

/**
 * A part of a run that leaves outputs and is never done twice. Iteration 0 is the teacher's,
 * iteration n >= 1 that of student n, which is the teacher of iteration n + 1.
 */
public sealed interface Stage {
  /** Returns the name in the journal, unique within a run. */
  default String name() {
    if (this instanceof LoadTeacher) {
      return "teacher-0/load";
    }
    if (this instanceof Train train) {
      return model(train.iteration()) + "/train";
    }
    if (this instanceof Label label) {
      return "iteration-" + label.iteration() + "/label";
    }
    if (this instanceof Select select) {
      return "iteration-" + select.iteration() + "/select";
    }
    if (this instanceof Export export) {
      return model(export.iteration()) + "/export";
    }
    if (this instanceof Evaluate evaluate) {
      return model(evaluate.iteration()) + "/evaluate";
    }
    return "report";
  }

  /** Returns the name of the model of an iteration: {@code teacher-0}, {@code student-1}, ... */
  static String model(int iteration) {
    return (iteration == 0 ? "teacher-" : "student-") + iteration;
  }

  /** Copies a SavedModel that is named as the teacher. */
  record LoadTeacher() implements Stage {}

  /** Trains the teacher (0) or a student, leaving checkpoints. */
  record Train(int iteration) implements Stage {}

  /** Exports the trained model as a SavedModel. */
  record Export(int iteration) implements Stage {}

  /** Measures the exported model. */
  record Evaluate(int iteration) implements Stage {}

  /** Scores the unlabeled images with the teacher of an iteration. */
  record Label(int iteration) implements Stage {}

  /** Selects the pseudo-labels of an iteration. */
  record Select(int iteration) implements Stage {}

  /** Writes the report. */
  record Report() implements Stage {}
}
