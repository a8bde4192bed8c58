package org.noisystudent.selftraining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.checkpoint.VariableFile;
import org.noisystudent.device.Device;
import org.noisystudent.device.VariableValues;
import org.noisystudent.model.Inspection;
import org.noisystudent.model.VariableSpec;
import org.noisystudent.savedmodel.SavedModelVariables;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.train.OnlineTeacher;
import org.noisystudent.trainer.Trainer;
import org.tensorflow.exceptions.TensorFlowException;
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
    List<VariableSpec> specs = Inspection.of(teacher.network().architecture()).variables();
    List<String> names = specs.stream().map(VariableSpec::name).toList();
    List<String> there = SavedModelVariables.names(teacher.model());
    for (String name : names) {
      if (!there.contains(name)) {
        throw cannot("has no variable " + name, null);
      }
    }
    try (VariableValues learned =
        VariableFile.read(SavedModelVariables.prefix(teacher.model()), names)) {
      Map<String, TFloat32> taken = new LinkedHashMap<>();
      for (VariableSpec spec : specs) {
        TFloat32 value = learned.byName().get(spec.name());
        if (!value.shape().equals(spec.shape())) {
          throw cannot(
              "has %s %s, not %s".formatted(spec.name(), value.shape(), spec.shape()), null);
        }
        taken.put(OnlineTeacher.variable(spec), value);
      }
      // not closed: the tensors are those of the teacher's values
      device.load(new VariableValues(taken));
    } catch (TensorFlowException e) {
      throw cannot("holds variables that this program does not write", e);
    }
    student.apply(device);
  }

  private UserErrorException cannot(String why, Throwable cause) {
    return new UserErrorException(
        Kind.DATA,
        "pseudoLabel.online (true) must have a teacher of the network that the config says for it; %s %s"
            .formatted(teacher.model(), why),
        cause);
  }
}
