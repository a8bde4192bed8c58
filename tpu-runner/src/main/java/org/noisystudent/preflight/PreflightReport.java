package org.noisystudent.preflight;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.noisystudent.pjrt.ProgramMemory;

/**
 * What {@code preflight --json} prints; what is not known is left out. Sizes are of one device.
 *
 * @param fits whether the step fits the device's memory
 * @param peakBytes the most memory that is taken at once
 * @param argumentBytes variables and inputs
 * @param temporaryBytes what lives within a step
 * @param hbmBytes memory of the device, as published
 * @param flops of a step, a loop's body counted once
 * @param bytesAccessed of a step, counted alike
 * @param allReduceBytes what the replicas add up in a step, loops counted as they run
 * @param largestBatch labeled images a replica that fit, where they were sought
 * @param compileSeconds seconds that the compile took
 * @param hostPeakBytes memory of the process that compiled
 * @param boundSeconds no step can be faster, by the published peak and bandwidth: a bound, not a
 *     measurement
 * @param message of the compiler, where it gave no program
 */
public record PreflightReport(
    boolean fits,
    Optional<Long> peakBytes,
    Optional<Long> argumentBytes,
    Optional<Long> temporaryBytes,
    long hbmBytes,
    OptionalDouble flops,
    OptionalDouble bytesAccessed,
    long allReduceBytes,
    OptionalInt largestBatch,
    double compileSeconds,
    long hostPeakBytes,
    OptionalDouble boundSeconds,
    Optional<String> message) {
  static PreflightReport of(
      Chip chip, Compilation compilation, long allReduceBytes, OptionalInt largestBatch) {
    return new PreflightReport(
        compilation.fits(),
        compilation.memory().map(ProgramMemory::peak),
        compilation.memory().map(ProgramMemory::arguments),
        compilation.memory().map(ProgramMemory::temporaries),
        chip.memoryBytes(),
        compilation.flops(),
        compilation.bytesAccessed(),
        allReduceBytes,
        largestBatch,
        compilation.seconds(),
        compilation.hostPeakBytes(),
        bound(chip, compilation),
        compilation.refusal());
  }

  /** Roofline: a step computes and moves data at once at best. */
  private static OptionalDouble bound(Chip chip, Compilation compilation) {
    if (compilation.flops().isEmpty() || compilation.bytesAccessed().isEmpty()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        Math.max(
            compilation.flops().getAsDouble() / chip.flopsPerSecond(),
            compilation.bytesAccessed().getAsDouble() / chip.bytesPerSecond()));
  }
}
