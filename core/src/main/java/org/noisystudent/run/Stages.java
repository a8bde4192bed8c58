package org.noisystudent.run;

import java.util.ArrayList;
import java.util.List;

/** The stages of a run, in the order in which they are done. */
public final class Stages {
  private Stages() {}

  /**
   * Returns the stages of a self-training.
   *
   * @param loadTeacher whether teacher-0 is a given SavedModel
   * @param students the number of students, one an iteration
   */
  public static List<Stage> of(boolean loadTeacher, int students) {
    List<Stage> stages = new ArrayList<>();
    if (loadTeacher) {
      stages.add(new Stage.LoadTeacher());
    } else {
      stages.add(new Stage.Train(0));
      stages.add(new Stage.Export(0));
    }
    stages.add(new Stage.Evaluate(0));
    for (int iteration = 1; iteration <= students; iteration++) {
      stages.add(new Stage.Label(iteration));
      stages.add(new Stage.Select(iteration));
      stages.add(new Stage.Train(iteration));
      stages.add(new Stage.Export(iteration));
      stages.add(new Stage.Evaluate(iteration));
    }
    stages.add(new Stage.Report());
    return List.copyOf(stages);
  }
}
