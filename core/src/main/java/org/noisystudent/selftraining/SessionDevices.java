package org.noisystudent.selftraining;

import java.nio.file.Path;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.TrainingInput;
import org.noisystudent.device.Device;
import org.noisystudent.device.DeviceFactory;
import org.noisystudent.device.SessionSettings;
import org.noisystudent.export.NetworkClassifier;
import org.noisystudent.export.TrainedNetwork;
import org.noisystudent.model.Architecture;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.SavedModelClassifier;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.train.TrainStep;

/** The devices that TensorFlow's own sessions drive. */
public final class SessionDevices implements Devices {
  private final DeviceConfig config;
  private final DeviceFactory steps;

  /**
   * Looks at the device.
   *
   * @throws UserErrorException of kind DEVICE if the config names one that is not there, or that a
   *     session does not drive
   */
  public SessionDevices(DeviceConfig config) {
    this.config = config;
    this.steps = DeviceFactory.session(config);
  }

  @Override
  public Device open(TrainStep step, TrainingInput input, CorruptRecords corrupt) {
    return steps.open(step, input, corrupt);
  }

  @Override
  public Classifier open(Path savedModel, Trust trust) {
    return SavedModelClassifier.load(savedModel, trust, SessionSettings.forInference(config));
  }

  @Override
  public TrainedNetwork open(Architecture architecture, EvaluationCrop crop) {
    return new NetworkClassifier(architecture, crop, config);
  }

  @Override
  public void close() {
    // each session is its user's to close
  }
}
