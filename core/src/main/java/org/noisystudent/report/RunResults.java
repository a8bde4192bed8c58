package org.noisystudent.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.noisystudent.evaluation.Evaluation;
import org.noisystudent.pseudolabel.SelectionExamples;
import org.noisystudent.pseudolabel.SelectionStatistics;
import org.noisystudent.run.Provenance;
import org.noisystudent.run.RunModel;
import org.noisystudent.run.RunModel.Role;

/**
 * All that a report tells.
 *
 * @param config the resolved config
 * @param environment what the run was made with
 * @param models teacher-0, the students and the control, in order, those that were measured
 * @param iterations the pseudo-labels, in order
 * @param wallSeconds time of all finished stages together
 */
record RunResults(
    JsonNode config,
    Provenance environment,
    List<Model> models,
    List<Iteration> iterations,
    double wallSeconds) {
  /**
   * One model.
   *
   * @param model which one
   * @param variant the network, empty where a SavedModel was given
   * @param evaluation what it does on the test images
   * @param seconds time of its training
   * @param losses its curves, one a name
   */
  record Model(
      RunModel model, String variant, Evaluation evaluation, double seconds, List<Series> losses) {
    /** Returns its name. */
    String name() {
      return model.name();
    }
  }

  /**
   * A curve.
   *
   * @param name what is drawn
   * @param points by rising x
   */
  record Series(String name, List<Point> points) {}

  /** A point of a curve. */
  record Point(double x, double y) {}

  /** The pseudo-labels of one student. */
  record Iteration(
      int iteration, SelectionStatistics statistics, Optional<SelectionExamples> examples) {}

  /** Returns the name of a class, its number where it has none. */
  String className(int label) {
    String name = config.path("data").path("classNames").path(label).asText("");
    return name.isEmpty() ? String.valueOf(label) : name;
  }

  /**
   * Returns the model that the run is for: the last student, or the teacher where there is none.
   */
  Optional<Model> last() {
    return models.stream()
        .filter(model -> model.model().role() != Role.CONTROL)
        .reduce((before, after) -> after);
  }

  /** Returns the seed of the run. */
  long seed() {
    return config.path("seed").asLong();
  }
}
