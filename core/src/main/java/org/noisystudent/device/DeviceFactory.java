package org.noisystudent.device;

import java.util.Locale;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.TrainingInput;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.train.TrainStep;

/** Opens the device of a training. */
@FunctionalInterface
public interface DeviceFactory {
  /**
   * Opens a device.
   *
   * @param step what it runs; the device closes it
   * @param input what the step is fed
   * @param corrupt is told of images that cannot be decoded
   */
  Device open(TrainStep step, TrainingInput input, CorruptRecords corrupt);

  /** Returns how many devices of all processes run a step together, each a replica. */
  default int replicas() {
    return 1;
  }

  /** Returns the processes that drive the devices together. */
  default ProcessGroup processes() {
    return ProcessGroup.one();
  }

  /**
   * Returns the devices that TensorFlow's own session drives.
   *
   * @throws UserErrorException of kind DEVICE if the config names another one, or none that is
   *     there
   */
  static DeviceFactory session(DeviceConfig config) {
    switch (config.type()) {
      case CPU -> {}
      case GPU -> SessionDevice.requireGpu();
      case TPU, PJRT ->
          throw new UserErrorException(
              Kind.DEVICE,
              "device.type (%s) must be cpu or gpu for a session"
                  .formatted(config.type().name().toLowerCase(Locale.ROOT)));
    }
    if (config.replicas() > 1) {
      throw new UserErrorException(
          Kind.DEVICE,
          "device.replicas (%d) must be 0 or 1 where device.type is %s: a session drives one device"
              .formatted(config.replicas(), config.type().name().toLowerCase(Locale.ROOT)));
    }
    return (step, input, corrupt) ->
        new SessionDevice(step, PipelineBatches.of(input, corrupt), config);
  }
}
