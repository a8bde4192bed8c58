package org.noisystudent.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.noisystudent.evaluation.Evaluation;
import org.noisystudent.pseudolabel.SelectionExamples;
import org.noisystudent.pseudolabel.SelectionStatistics;
import org.noisystudent.run.Provenance;

/**
 * All that a report tells.
 *
 * @param config the resolved config
 * @param environment what the run was made with
 * @param models teacher-0 and the students, in order, those that were measured
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
   * @param name {@code teacher-0}, {@code student-1}, ...
   * @param role {@code teacher} or {@code student}
   * @param variant the network, empty where a SavedModel was given
   * @param evaluation what it does on the test images
   * @param seconds time of its training
   * @param losses its curves, one a name
   */
  record Model(
      String name,
      String role,
      String variant,
      Evaluation evaluation,
      double seconds,
      List<Series> losses) {}

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

  /** Returns the seed of the run. */
  long seed() {
    return config.path("seed").asLong();
  }
}
