package org.noisystudent.config;

/**
 * What runs the steps.
 *
 * @param type the kind of device
 * @param xla whether the step is compiled by XLA
 * @param threads threads of the CPU session; 0 = all cores
 */
public record DeviceConfig(Type type, boolean xla, int threads) {
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
}
