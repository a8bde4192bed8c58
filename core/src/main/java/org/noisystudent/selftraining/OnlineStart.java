package org.noisystudent.selftraining;

import java.util.LinkedHashMap;
import java.util.Map;
import org.noisystudent.device.Device;
import org.noisystudent.device.VariableValues;
import org.noisystudent.model.Inspection;
import org.noisystudent.model.VariableSpec;
import org.noisystudent.train.OnlineTeacher;
import org.noisystudent.trainer.Trainer;
import org.tensorflow.types.TFloat32;

/**
 * The start of a training whose teacher is within the step: the teacher's variables are those of
 * its SavedModel, which must be of the network that the config says.
 *
 * @param teacher the teacher
 * @param student how the student starts
 */
record OnlineStart(ModelTraining.Online teacher, Trainer.Start student) implements Trainer.Start {
  @Override
  public void apply(Device device) {
    try (VariableValues learned =
        TeacherWeights.read(
            "pseudoLabel.online", teacher.model(), teacher.network().architecture())) {
      Map<String, TFloat32> taken = new LinkedHashMap<>();
      for (VariableSpec spec : Inspection.of(teacher.network().architecture()).variables()) {
        taken.put(OnlineTeacher.variable(spec), learned.byName().get(spec.name()));
      }
      // not closed: the tensors are those of the teacher's values
      device.load(new VariableValues(taken));
    }
    student.apply(device);
  }
}
