package org.noisystudent.preflight;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.noisystudent.pjrt.ProgramMemory;

/**
 * What {@code preflight --json} prints; what is not known is left out. Sizes are of one device.
 *
 * @param outcome how the compile ended
 * @param fits whether the step fits the device's memory, where the compile came to say
 * @param peakBytes the most memory that is taken at once
 * @param argumentBytes variables and inputs
 * @param temporaryBytes what lives within a step
 * @param hbmBytes memory of the device, as published
 * @param flops of a step
 * @param bytesAccessed of a step
 * @param loops how often the bodies of loops count in FLOPs, bytes and what is added up
 * @param allReduceBytes what the replicas add up in a step
 * @param largestBatch labeled images a replica that were seen to fit, where it was sought
 * @param largestBatchEnd what ended that search before it was known that no more fit
 * @param compileSeconds seconds that the compile took
 * @param hostPeakBytes memory of the process that compiled
 * @param hostEstimateBytes what {@link HostEstimate} expected of it
 * @param boundSeconds no step can be faster, by the published peak and bandwidth: a bound, not a
 *     measurement
 * @param message of the compiler, where it gave no program that fits
 */
public record PreflightReport(
    Outcome outcome,
    Optional<Boolean> fits,
    Optional<Long> peakBytes,
    Optional<Long> argumentBytes,
    Optional<Long> temporaryBytes,
    long hbmBytes,
    OptionalDouble flops,
    OptionalDouble bytesAccessed,
    LoopCount loops,
    long allReduceBytes,
    OptionalInt largestBatch,
    Optional<String> largestBatchEnd,
    double compileSeconds,
    long hostPeakBytes,
    OptionalLong hostEstimateBytes,
    OptionalDouble boundSeconds,
    Optional<String> message) {
  static PreflightReport of(
      Topology topology, byte[] hlo, Compilation compilation, Optional<LargestBatch> largest) {
    Chip chip = topology.chip();
    HloCosts costs = HloCosts.of(hlo);
    OptionalDouble flops = costs.flops(compilation.flops());
    OptionalDouble bytes = costs.bytes(compilation.bytesAccessed());
    return new PreflightReport(
        compilation.outcome(),
        Optional.of(compilation.outcome())
            .filter(Outcome::isAnswer)
            .map(outcome -> outcome == Outcome.FITS),
        compilation.memory().map(ProgramMemory::peak),
        compilation.memory().map(ProgramMemory::arguments),
        compilation.memory().map(ProgramMemory::temporaries),
        chip.memoryBytes(),
        flops,
        bytes,
        costs.loops(),
        costs.allReduceBytes(),
        largest.stream().mapToInt(LargestBatch::size).findFirst(),
        largest.flatMap(LargestBatch::end),
        compilation.seconds(),
        compilation.hostPeakBytes(),
        topology.hostEstimate(hlo),
        bound(chip, flops, bytes),
        compilation.message());
  }

  /** Roofline: a step computes and moves data at once at best. */
  private static OptionalDouble bound(Chip chip, OptionalDouble flops, OptionalDouble bytes) {
    if (flops.isEmpty() || bytes.isEmpty()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        Math.max(
            flops.getAsDouble() / chip.flopsPerSecond(),
            bytes.getAsDouble() / chip.bytesPerSecond()));
  }
}
