package org.noisystudent.config;

import java.util.List;

/**
 * What runs the steps.
 *
 * @param type the kind of device
 * @param xla whether the step is compiled by XLA; PJRT devices always compile it
 * @param threads threads of the CPU session; 0 = all cores
 * @param replicas how many devices of all processes run a step together; 0 = all that the type has,
 *     which is one for {@code cpu} and {@code gpu}
 * @param plugin library of the PJRT plugin; empty = what {@code NOISYSTUDENT_PJRT_PLUGIN} names
 * @param clientOptions options of the plugin's client, {@code name=value}
 * @param waitSeconds how long to wait for a PJRT device before it counts as lost
 * @param models what SavedModels are asked on: those that label, and those that are measured
 */
public record DeviceConfig(
    Type type,
    boolean xla,
    int threads,
    int replicas,
    String plugin,
    List<String> clientOptions,
    int waitSeconds,
    Models models) {
  /** How long to wait for a device, in seconds, where the config does not say. */
  public static final int WAIT_SECONDS = 600;

  /** Copies the options. */
  public DeviceConfig {
    clientOptions = List.copyOf(clientOptions);
  }

  /** Kinds of device. */
  public enum Type {
    /** TensorFlow session on the CPU. */
    CPU,
    /** TensorFlow session on a GPU; an error where there is none. */
    GPU,
    /** PJRT through libtpu. */
    TPU,
    /** PJRT through any plugin. */
    PJRT
  }

  /** What SavedModels are asked on. */
  public enum Models {
    /** The device that trains. */
    DEVICE,
    /** TensorFlow's session on the CPU, for models that XLA cannot compile. */
    CPU
  }

  /** Returns the CPU, driven by a session. */
  public static DeviceConfig cpu(boolean xla, int threads) {
    return new DeviceConfig(Type.CPU, xla, threads, 0, "", List.of(), WAIT_SECONDS, Models.DEVICE);
  }

  /** Returns whether XLA compiles the steps; the session of a GPU does so on demand alone. */
  public boolean compiles() {
    return xla || type == Type.TPU || type == Type.PJRT;
  }
}
