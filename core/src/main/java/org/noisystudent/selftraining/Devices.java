package org.noisystudent.selftraining;

import java.nio.file.Path;
import org.noisystudent.device.DeviceFactory;
import org.noisystudent.export.TrainedNetwork;
import org.noisystudent.model.Architecture;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.savedmodel.UserErrorException;

/** Opens what runs an experiment's steps and asks its models. */
public interface Devices extends DeviceFactory, AutoCloseable {
  /**
   * Opens a SavedModel that is asked for many images.
   *
   * @throws UserErrorException if it cannot be loaded, is not trusted, or the device cannot run it
   */
  Classifier open(Path savedModel, Trust trust);

  /** Opens a network that is asked while it is trained. */
  TrainedNetwork open(Architecture architecture, EvaluationCrop crop);

  @Override
  void close();
}
