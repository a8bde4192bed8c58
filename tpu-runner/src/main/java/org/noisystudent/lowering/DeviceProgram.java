package org.noisystudent.lowering;

import java.io.IOException;
import org.noisystudent.pjrt.PjrtProgram;

/**
 * Modules as compilers take them. With many parameters they become one tuple, for compilers limit
 * how many there may be: libtpu 3,294 on v3.
 */
public final class DeviceProgram {
  /** More parameters than these are one tuple, as JAX has it for TPUs. */
  private static final int MANY = 2_000;

  private DeviceProgram() {}

  /**
   * Returns a module as a program.
   *
   * @param hlo bytes of an {@code HloModuleProto}
   * @throws IllegalArgumentException if the bytes are no module
   */
  public static PjrtProgram of(byte[] hlo) {
    return of(hlo, MANY);
  }

  /** Returns a module as a program, with a tuple where it has more parameters than some. */
  public static PjrtProgram of(byte[] hlo, int most) {
    try {
      return HloModule.read(hlo).parameters().size() > most
          ? PjrtProgram.hloOfTuple(TupledParameters.of(hlo))
          : PjrtProgram.hlo(hlo);
    } catch (IOException e) {
      throw new IllegalArgumentException("hlo must be a module", e);
    }
  }
}
