package org.noisystudent.preflight;

import java.util.Optional;
import java.util.OptionalDouble;
import org.noisystudent.pjrt.ProgramMemory;

/**
 * What a compiler said of a program.
 *
 * @param refusal why there is no program, as the plugin puts it
 * @param memory of each device, where there is a program
 * @param flops of one run on one device, a loop's body counted once; empty where it is not told
 * @param bytesAccessed of one run on one device, counted alike
 * @param seconds that it took
 * @param hostPeakBytes memory of the process that compiled
 */
public record Compilation(
    Optional<String> refusal,
    Optional<ProgramMemory> memory,
    OptionalDouble flops,
    OptionalDouble bytesAccessed,
    double seconds,
    long hostPeakBytes) {
  /** Returns whether there is a program, which fits the devices' memory. */
  public boolean fits() {
    return memory.isPresent();
  }
}
