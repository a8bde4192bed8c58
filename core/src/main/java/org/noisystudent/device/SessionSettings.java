package org.noisystudent.device;

import org.noisystudent.config.DeviceConfig;
import org.noisystudent.config.ModelConfig;
import org.noisystudent.savedmodel.InferenceSettings;
import org.noisystudent.savedmodel.SessionOptions;
import org.tensorflow.proto.ConfigProto;

/** What sessions are told of threads and GPUs. */
public final class SessionSettings {
  private SessionSettings() {}

  /** Returns the settings of a device: a session sees GPUs only where one was asked for. */
  public static ConfigProto of(DeviceConfig config) {
    return SessionOptions.of(config.type() == DeviceConfig.Type.GPU, config.threads()).build();
  }

  /** Returns how a device is asked for what networks say. */
  public static InferenceSettings forInference(DeviceConfig config) {
    return new InferenceSettings(
        config.type() == DeviceConfig.Type.GPU,
        config.threads(),
        config.inferenceCompute() == ModelConfig.Compute.BFLOAT16);
  }
}
