package org.noisystudent.run;

import java.util.ArrayList;
import java.util.List;
import org.noisystudent.config.SelfTrainingConfig;
import org.noisystudent.config.TrainingConfig;

/** The stages of a run, in the order in which they are done. */
public final class Stages {
  private Stages() {}

  /** Returns the stages of a self-training. */
  public static List<Stage> of(SelfTrainingConfig loop) {
    List<Stage> stages = new ArrayList<>();
    if (loop.teacherModel().isEmpty()) {
      train(RunModel.teacher(), loop.teacher(), stages);
    } else {
      stages.add(new Stage.LoadTeacher());
      stages.add(new Stage.Evaluate(RunModel.teacher()));
    }
    int students = loop.students().size();
    for (int iteration = 1; iteration <= students; iteration++) {
      TrainingConfig student = loop.students().get(iteration - 1);
      if (student.train().unlabeledBatch() > 0) {
        boolean selects = loop.selectedBy(iteration) == iteration;
        if (selects && !student.pseudoLabel().scorer().isEmpty()) {
          stages.add(new Stage.Score(iteration));
        }
        stages.add(new Stage.Label(iteration));
        stages.add(new Stage.Select(iteration));
      }
      train(RunModel.student(iteration), student, stages);
    }
    if (loop.control() && students > 0) {
      train(RunModel.control(students), loop.students().get(students - 1), stages);
    }
    stages.add(new Stage.Report());
    return List.copyOf(stages);
  }

  private static void train(RunModel model, TrainingConfig config, List<Stage> stages) {
    stages.add(new Stage.Train(model));
    if (config.resolutionFix().isOn()) {
      stages.add(new Stage.FixResolution(model));
    }
    stages.add(new Stage.Export(model));
    stages.add(new Stage.Evaluate(model));
  }
}
