package org.noisystudent.config;

import java.util.List;

/**
 * What runs the steps.
 *
 * @param type the kind of device
 * @param xla whether XLA compiles the step on {@code cpu}; on all others it always does
 * @param fusion whether a step that is not compiled as a whole has, on {@code cpu}, ops of its own:
 *     matrix products for 1x1 convolutions, and functions that XLA compiles for large batch norms
 * @param threads threads of the CPU session; 0 = all cores
 * @param replicas how many devices of all processes run a step together; 0 = all that the type has,
 *     which is one for {@code cpu} and {@code gpu}, or one of each worker
 * @param plugin library of the PJRT plugin; empty = what {@code NOISYSTUDENT_PJRT_PLUGIN} names,
 *     and for a TPU else the libtpu that {@code bin/fetch-pjrt-plugin tpu} installed
 * @param clientOptions options of the plugin's client, {@code name=value}
 * @param waitSeconds how long to wait for a PJRT device before it counts as lost
 * @param stepsPerCall steps that a PJRT device runs one after the other at a call of the host
 * @param models what SavedModels are asked on: those that label, and those that are measured
 * @param inferenceCompute what networks that label, and those that are measured, compute in on
 *     {@code cpu}: bfloat16 where TensorFlow has kernels for it, which needs AVX-512
 */
public record DeviceConfig(
    Type type,
    boolean xla,
    boolean fusion,
    int threads,
    int replicas,
    String plugin,
    List<String> clientOptions,
    int waitSeconds,
    int stepsPerCall,
    Models models,
    ModelConfig.Compute inferenceCompute) {
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
    return new DeviceConfig(
        Type.CPU,
        xla,
        true,
        threads,
        0,
        "",
        List.of(),
        WAIT_SECONDS,
        1,
        Models.DEVICE,
        ModelConfig.Compute.FLOAT32);
  }

  /**
   * Returns a device as it is where the config says no more of it.
   *
   * @param replicas how many devices work together; 0 = all
   * @param plugin library of the PJRT plugin; empty = the default
   * @param clientOptions options of the plugin's client
   */
  public static DeviceConfig of(
      Type type, int replicas, String plugin, List<String> clientOptions) {
    return new DeviceConfig(
        type,
        false,
        true,
        0,
        replicas,
        plugin,
        clientOptions,
        WAIT_SECONDS,
        1,
        Models.DEVICE,
        ModelConfig.Compute.FLOAT32);
  }

  /** Returns the same with another precision of networks that are asked. */
  public DeviceConfig withInferenceCompute(ModelConfig.Compute other) {
    return new DeviceConfig(
        type,
        xla,
        fusion,
        threads,
        replicas,
        plugin,
        clientOptions,
        waitSeconds,
        stepsPerCall,
        models,
        other);
  }

  /** Returns the same with another number of devices that work together; 0 = all. */
  public DeviceConfig withReplicas(int other) {
    return new DeviceConfig(
        type,
        xla,
        fusion,
        threads,
        other,
        plugin,
        clientOptions,
        waitSeconds,
        stepsPerCall,
        models,
        inferenceCompute);
  }

  /**
   * Returns what the numbers may depend on: the same but for where the plugin lies and how long is
   * waited for it.
   */
  public DeviceConfig withoutPlace() {
    return new DeviceConfig(
        type,
        xla,
        fusion,
        threads,
        replicas,
        "",
        clientOptions,
        WAIT_SECONDS,
        stepsPerCall,
        models,
        inferenceCompute);
  }

  /** Returns whether the steps run on the devices of a PJRT plugin. */
  public boolean isPjrt() {
    return type == Type.TPU || type == Type.PJRT;
  }

  /** Returns whether steps that are not compiled have ops that are fast on a CPU. */
  public boolean fuses() {
    return fusion && type == Type.CPU;
  }

  /** Returns whether XLA compiles the steps: not on the CPU, where it is slow, unless asked to. */
  public boolean compiles() {
    return xla || type != Type.CPU;
  }
}
