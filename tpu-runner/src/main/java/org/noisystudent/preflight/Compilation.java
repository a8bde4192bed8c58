package org.noisystudent.preflight;

import java.util.Optional;
import java.util.OptionalDouble;
import org.noisystudent.pjrt.ProgramMemory;

/**
 * What came of a compile.
 *
 * @param message why there is no program that fits: the compiler's words, or the limit
 * @param memory of each device, where there is a program
 * @param flops of one run on one device, a loop's body counted once; empty where it is not told
 * @param bytesAccessed of one run on one device, counted alike
 * @param seconds that it took
 * @param hostPeakBytes memory of the process that compiled
 */
public record Compilation(
    Outcome outcome,
    Optional<String> message,
    Optional<ProgramMemory> memory,
    OptionalDouble flops,
    OptionalDouble bytesAccessed,
    double seconds,
    long hostPeakBytes) {

  /** Returns a compile that gave no program. */
  static Compilation without(Outcome outcome, String message, double seconds, long hostPeakBytes) {
    return new Compilation(
        outcome,
        Optional.of(message),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        seconds,
        hostPeakBytes);
  }

  /**
   * Returns this with an answer for the device's memory, which some plugins do not compare the
   * program with.
   */
  Compilation within(long deviceBytes) {
    if (memory.isEmpty() || memory.get().peak() <= deviceBytes) {
      return this;
    }
    String why =
        "the program takes %d bytes at its peak, the device has %d"
            .formatted(memory.get().peak(), deviceBytes);
    return new Compilation(
        Outcome.DOES_NOT_FIT,
        Optional.of(why),
        memory,
        flops,
        bytesAccessed,
        seconds,
        hostPeakBytes);
  }
}
