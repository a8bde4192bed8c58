package org.noisystudent.device;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.TrainingInput;
import org.noisystudent.model.Replication;
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

  /**
   * Returns the replicas of a training.
   *
   * @param batchNormReplicas as the config has it
   * @throws UserErrorException if they do not make equal groups
   */
  default Replication replication(String batchNormReplicas) {
    return Replication.of(replicas(), batchNormReplicas);
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
    return session(config, VisibleDevices::ofTensorFlow);
  }

  /** Returns the same, looking for a GPU among given devices. */
  static DeviceFactory session(DeviceConfig config, VisibleDevices visible) {
    switch (config.type()) {
      case CPU -> {}
      case GPU -> requireGpu(visible.list());
      case TPU, PJRT ->
          throw new UserErrorException(
              Kind.DEVICE,
              "device.type (%s) must be cpu or gpu for a session"
                  .formatted(config.type().name().toLowerCase(Locale.ROOT)));
    }
    if (config.replicas() > 1) {
      throw new UserErrorException(
          Kind.DEVICE,
          "device.replicas (%d) must be 0 or 1 where device.type is %s: a session drives one device; several GPUs are replicas of device.type pjrt (docs/gpu.md)"
              .formatted(config.replicas(), config.type().name().toLowerCase(Locale.ROOT)));
    }
    return (step, input, corrupt) ->
        new SessionDevice(step, PipelineBatches.of(input, corrupt), config);
  }

  /** Refuses a GPU where TensorFlow sees none, instead of running on the CPU in silence. */
  private static void requireGpu(List<VisibleDevices.Visible> visible) {
    if (visible.stream().noneMatch(VisibleDevices.Visible::isGpu)) {
      throw new UserErrorException(
          Kind.DEVICE,
          "device.type (gpu) must name a device that is there, but TensorFlow sees no GPU, only %s: check the driver, CUDA and cuDNN (docs/gpu.md), start with NOISYSTUDENT_GPU=1, or set device.type to cpu"
              .formatted(
                  visible.stream()
                      .map(VisibleDevices.Visible::type)
                      .collect(Collectors.joining(", ", "[", "]"))));
    }
  }
}
