package org.noisystudent.config;

/**
 * What runs the steps.
 *
 * @param type the kind of device
 * @param xla whether the step is compiled by XLA
 * @param threads threads of the CPU session; 0 = all cores
 * @param replicas how many devices run a step together; 0 = all that the type has, which is one for
 *     {@code cpu} and {@code gpu}
 */
public record DeviceConfig(Type type, boolean xla, int threads, int replicas) {
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

  /** Returns whether XLA compiles the steps; the session of a GPU does so on demand alone. */
  public boolean compiles() {
    return xla || type == Type.TPU || type == Type.PJRT;
  }
}
