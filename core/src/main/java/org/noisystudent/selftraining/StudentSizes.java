package org.noisystudent.selftraining;

import java.util.ArrayList;
import java.util.List;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.ModelConfig;
import org.noisystudent.config.SelfTrainingConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.Inspection;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * A student is at least as large as its teacher (paper section 2). To be checked before a run
 * directory takes up a config: what it took up, it holds on to.
 */
public final class StudentSizes {
  private StudentSizes() {}

  /**
   * Compares the trainable parameters of the networks that are built. A SavedModel that is given as
   * the teacher is not compared: it may be of any kind.
   *
   * @throws UserErrorException with a line for each student that is smaller
   */
  public static void check(ExperimentConfig experiment) {
    SelfTrainingConfig loop = experiment.selfTraining();
    if (loop.allowSmallerStudent()) {
      return;
    }
    List<ModelConfig> models = new ArrayList<>();
    if (loop.teacherModel().isEmpty()) {
      models.add(loop.teacher().model());
    }
    loop.students().stream().map(TrainingConfig::model).forEach(models::add);
    int firstStudent = models.size() - loop.students().size();
    List<String> problems = new ArrayList<>();
    for (int i = 1; i < models.size(); i++) {
      long before = parameters(models.get(i - 1), experiment.data().classes());
      long own = parameters(models.get(i), experiment.data().classes());
      if (own < before) {
        problems.add(
            "selfTraining.students[%d].model (%,d parameters) must be at least as large as its teacher (%,d), or set selfTraining.allowSmallerStudent"
                .formatted(i - firstStudent, own, before));
      }
    }
    if (!problems.isEmpty()) {
      throw new UserErrorException(Kind.USAGE, String.join("\n", problems));
    }
  }

  private static long parameters(ModelConfig model, int classes) {
    return Inspection.of(Architecture.of(model, classes)).trainableParameters();
  }
}
