package org.noisystudent.selftraining;

import java.nio.file.Path;
import java.util.List;
import org.noisystudent.checkpoint.VariableFile;
import org.noisystudent.device.VariableValues;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.Inspection;
import org.noisystudent.model.VariableSpec;
import org.noisystudent.savedmodel.SavedModelVariables;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.types.TFloat32;

/** The variables of a teacher's SavedModel, for a network that is built anew. */
final class TeacherWeights {
  private TeacherWeights() {}

  /**
   * Reads the values by name; they are the caller's to close.
   *
   * @param key the config key that needs them
   * @param architecture of the network, which the SavedModel must be of
   * @throws UserErrorException of kind DATA if it is of another
   */
  static VariableValues read(String key, Path model, Architecture architecture) {
    List<VariableSpec> specs = Inspection.of(architecture).variables();
    List<String> names = specs.stream().map(VariableSpec::name).toList();
    List<String> there = SavedModelVariables.names(model);
    for (String name : names) {
      if (!there.contains(name)) {
        throw cannot(key, model, "has no variable " + name, null);
      }
    }
    try {
      VariableValues learned = VariableFile.read(SavedModelVariables.prefix(model), names);
      for (VariableSpec spec : specs) {
        TFloat32 value = learned.byName().get(spec.name());
        if (!value.shape().equals(spec.shape())) {
          String has = "has %s %s, not %s".formatted(spec.name(), value.shape(), spec.shape());
          learned.close();
          throw cannot(key, model, has, null);
        }
      }
      return learned;
    } catch (TensorFlowException e) {
      throw cannot(key, model, "holds variables that this program does not write", e);
    }
  }

  private static UserErrorException cannot(String key, Path model, String why, Throwable cause) {
    return new UserErrorException(
        Kind.DATA,
        "%s (true) must have a teacher of the network that the config says for it; %s %s"
            .formatted(key, model, why),
        cause);
  }
}
