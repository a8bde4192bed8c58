package org.noisystudent.run;

import java.util.ArrayList;
import java.util.List;
import org.noisystudent.config.SelfTrainingConfig;

/** The stages of a run, in the order in which they are done. */
public final class Stages {
  private Stages() {}

  /** Returns the stages of a self-training. */
  public static List<Stage> of(SelfTrainingConfig loop) {
    List<Stage> stages = new ArrayList<>();
    if (loop.teacherModel().isEmpty()) {
      train(RunModel.teacher(), stages);
    } else {
      stages.add(new Stage.LoadTeacher());
      stages.add(new Stage.Evaluate(RunModel.teacher()));
    }
    int students = loop.students().size();
    for (int iteration = 1; iteration <= students; iteration++) {
      if (loop.students().get(iteration - 1).train().unlabeledBatch() > 0) {
        stages.add(new Stage.Label(iteration));
        stages.add(new Stage.Select(iteration));
      }
      train(RunModel.student(iteration), stages);
    }
    if (loop.control() && students > 0) {
      train(RunModel.control(students), stages);
    }
    stages.add(new Stage.Report());
    return List.copyOf(stages);
  }

  private static void train(RunModel model, List<Stage> stages) {
    stages.add(new Stage.Train(model));
    stages.add(new Stage.Export(model));
    stages.add(new Stage.Evaluate(model));
  }
}
