package org.noisystudent.run;

/** A part of a run that leaves outputs and is never done twice. */
public sealed interface Stage {
  /** Returns the name in the journal, unique within a run. */
  default String name() {
    if (this instanceof LoadTeacher) {
      return RunModel.teacher().name() + "/load";
    }
    if (this instanceof Train train) {
      return train.model().name() + "/train";
    }
    if (this instanceof FixResolution fix) {
      return fix.model().name() + "/fix-resolution";
    }
    if (this instanceof Score score) {
      return "iteration-" + score.iteration() + "/score";
    }
    if (this instanceof Label label) {
      return "iteration-" + label.iteration() + "/label";
    }
    if (this instanceof Select select) {
      return "iteration-" + select.iteration() + "/select";
    }
    if (this instanceof Export export) {
      return export.model().name() + "/export";
    }
    if (this instanceof Evaluate evaluate) {
      return evaluate.model().name() + "/evaluate";
    }
    return "report";
  }

  /** Copies a SavedModel that is named as the teacher. */
  record LoadTeacher() implements Stage {}

  /** Trains a model, leaving checkpoints. */
  record Train(RunModel model) implements Stage {}

  /** Trains a trained model for a few steps more at another resolution. */
  record FixResolution(RunModel model) implements Stage {}

  /** Exports the trained model as a SavedModel. */
  record Export(RunModel model) implements Stage {}

  /** Measures the exported model. */
  record Evaluate(RunModel model) implements Stage {}

  /** Scores the unlabeled images of an iteration with another model than the teacher. */
  record Score(int iteration) implements Stage {}

  /** Labels the unlabeled images with the teacher of an iteration. */
  record Label(int iteration) implements Stage {}

  /** Selects the pseudo-labels of an iteration. */
  record Select(int iteration) implements Stage {}

  /** Writes the report. */
  record Report() implements Stage {}
}
