package org.noisystudent.run;

import java.util.List;
import java.util.Optional;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.ResolvedConfig;

/**
 * Which stages two runs do alike, by the keys in which their configs differ: the teacher's, where
 * only students or unlabeled images differ; and those of the first students that are the same.
 */
public final class SharedStages {
  /** What only `train` reads at the top level, and what says nothing of how a model is trained. */
  private static final List<String> WITHOUT_SAY =
      List.of(
          "augment.",
          "model.",
          "train.",
          "noise.",
          "pseudoLabel.",
          "resolutionFix.",
          "selfTraining.teacher.pseudoLabel.",
          "selfTraining.control");

  private static final int NONE = -1;

  private SharedStages() {}

  /**
   * Returns the first stages of a later run, as far as an earlier one does them alike.
   *
   * @param earlier the earlier run's resolved config, YAML
   */
  public static List<Stage> of(String earlier, ExperimentConfig later) {
    int students = later.selfTraining().students().size();
    for (String key : ConfigDifferences.keys(earlier, new ResolvedConfig(later).yaml())) {
      students = Math.min(students, sharedStudents(key, students));
    }
    int last = students;
    return Stages.of(later.selfTraining()).stream()
        .takeWhile(stage -> iteration(stage).filter(iteration -> iteration <= last).isPresent())
        .toList();
  }

  /** Returns how many students a difference leaves alike: 0 the teacher alone. */
  private static int sharedStudents(String key, int all) {
    if (WITHOUT_SAY.stream().anyMatch(key::startsWith)) {
      return all;
    }
    if (key.startsWith("selfTraining.students")) {
      return Math.max(0, ConfigDifferences.student(key));
    }
    return key.startsWith("data.unlabeled") ? 0 : NONE;
  }

  /** Returns the student, from 1, whose config a stage follows: 0 the teacher, none for others. */
  private static Optional<Integer> iteration(Stage stage) {
    if (stage instanceof Stage.LoadTeacher) {
      return Optional.of(RunModel.teacher().iteration());
    }
    if (stage instanceof Stage.Train train) {
      return iteration(train.model());
    }
    if (stage instanceof Stage.FixResolution fix) {
      return iteration(fix.model());
    }
    if (stage instanceof Stage.Export export) {
      return iteration(export.model());
    }
    if (stage instanceof Stage.Evaluate evaluate) {
      return iteration(evaluate.model());
    }
    if (stage instanceof Stage.Score score) {
      return Optional.of(score.iteration());
    }
    if (stage instanceof Stage.Label label) {
      return Optional.of(label.iteration());
    }
    if (stage instanceof Stage.Select select) {
      return Optional.of(select.iteration());
    }
    return Optional.empty();
  }

  private static Optional<Integer> iteration(RunModel model) {
    return model.role() == RunModel.Role.CONTROL
        ? Optional.empty()
        : Optional.of(model.iteration());
  }
}
