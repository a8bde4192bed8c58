package org.noisystudent.selftraining;

import java.util.LinkedHashMap;
import java.util.Map;
import org.noisystudent.checkpoint.Checkpoints;
import org.noisystudent.device.Device;
import org.noisystudent.device.VariableValues;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.Inspection;
import org.noisystudent.model.VariableSpec;
import org.noisystudent.train.TrainStep;
import org.noisystudent.trainer.Trainer;
import org.tensorflow.types.TFloat32;

/**
 * The start from a training of the same network, whatever its resolution: weights and statistics,
 * and their averages, are the averages it left (reference: main.py, init_model). Optimiser slots
 * start anew.
 *
 * @param architecture of the network
 * @param trained the training's checkpoints: the one that would be exported is taken
 */
record TrainedStart(Architecture architecture, Checkpoints trained) implements Trainer.Start {
  @Override
  public void apply(Device device) {
    try (Checkpoints.Restored restored = trained.toExport();
        VariableValues first = device.read()) {
      Map<String, TFloat32> taken = new LinkedHashMap<>();
      for (VariableSpec spec : Inspection.of(architecture).variables()) {
        String average = TrainStep.averageOf(spec.name());
        TFloat32 value = restored.values().averaged(spec.name());
        taken.put(spec.name(), value);
        if (first.byName().containsKey(average)) {
          taken.put(average, value);
        }
      }
      // not closed: the tensors are those of the checkpoint
      device.load(new VariableValues(taken));
    }
  }
}
