package org.noisystudent.selftraining;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.checkpoint.VariableFile;
import org.noisystudent.device.Device;
import org.noisystudent.device.VariableValues;
import org.noisystudent.savedmodel.SavedModelVariables;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.train.TrainStep;
import org.noisystudent.trainer.Trainer;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.types.TFloat32;

/**
 * The start of a student from its teacher's SavedModel: every variable of the same name, its
 * network's own part left out, and the same shape. Optimiser slots start anew; averages start at
 * the weights.
 */
record WarmStart(Path teacher) implements Trainer.Start {
  @Override
  public void apply(Device device) {
    try (VariableValues learned = read();
        VariableValues first = device.read()) {
      Map<String, TFloat32> byName = new LinkedHashMap<>();
      learned.byName().forEach((name, value) -> byName.put(inNetwork(name), value));
      Map<String, TFloat32> taken = new LinkedHashMap<>();
      first
          .byName()
          .forEach(
              (name, value) -> {
                TFloat32 same = byName.get(inNetwork(withoutAverage(name)));
                if (same != null && same.shape().equals(value.shape())) {
                  taken.put(name, same);
                }
              });
      if (taken.isEmpty()) {
        throw cannot("no variable has the name and shape of one of the student's", null);
      }
      // not closed: the tensors are those of the teacher's values
      device.load(new VariableValues(taken));
    }
  }

  private VariableValues read() {
    List<String> names = SavedModelVariables.names(teacher);
    try {
      return VariableFile.read(SavedModelVariables.prefix(teacher), names);
    } catch (TensorFlowException e) {
      throw cannot("its variables are not those that this program writes", e);
    }
  }

  private UserErrorException cannot(String why, Throwable cause) {
    return new UserErrorException(
        Kind.DATA,
        "train.warmStart (true) must have a teacher to start from; of %s %s: set it to false"
            .formatted(teacher, why),
        cause);
  }

  /** Returns a name without its first part, which names the network. */
  private static String inNetwork(String name) {
    return name.substring(name.indexOf('/') + 1);
  }

  private static String withoutAverage(String name) {
    String average = TrainStep.averageOf("");
    return name.endsWith(average) ? name.substring(0, name.length() - average.length()) : name;
  }
}
