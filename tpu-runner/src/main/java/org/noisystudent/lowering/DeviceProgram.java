package org.noisystudent.lowering;

import java.io.IOException;

/**
 * A module as compilers take it. With many parameters they become one tuple, for compilers limit
 * how many there may be: libtpu 3,294 on v3, where EfficientNet-L2's step has 5,581. PJRT makes the
 * tuple of the same arguments.
 *
 * @param hlo bytes of an {@code HloModuleProto}; not to be changed
 * @param tupled whether its parameters are a tuple, as {@code CompileOptions} must say
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record DeviceProgram(byte[] hlo, boolean tupled) {
  /** More parameters than these are one tuple, as JAX has it for TPUs. */
  private static final int MANY = 2_000;

  /**
   * Returns a module, with a tuple where it has many parameters.
   *
   * @throws IllegalArgumentException if the bytes are no module
   */
  public static DeviceProgram of(byte[] hlo) {
    return of(hlo, MANY);
  }

  /** Returns a module, with a tuple where it has more parameters than some. */
  public static DeviceProgram of(byte[] hlo, int most) {
    try {
      return HloModule.read(hlo).parameters().size() > most
          ? new DeviceProgram(TupledParameters.of(hlo), true)
          : new DeviceProgram(hlo, false);
    } catch (IOException e) {
      throw new IllegalArgumentException("hlo must be a module", e);
    }
  }
}
