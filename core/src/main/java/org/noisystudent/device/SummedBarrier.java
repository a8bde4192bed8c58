package org.noisystudent.device;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Processes that meet in a sum over all of them, which ends for none before all have begun it. Each
 * process has a place of its own in what is summed and leaves zeros in those of the others, so that
 * the sum shows every process what each came with.
 */
public final class SummedBarrier implements ProcessGroup {
  private final ProcessShare share;
  private final int devices;
  private final Duration pause;
  private final Sum sum;

  /** Adds up the notes of all processes. */
  @FunctionalInterface
  public interface Sum {
    /**
     * Waits for all processes.
     *
     * @param own what this process says
     * @return int32 [processes x {@link BarrierNote#NUMBERS}], from position 0
     * @throws DeviceFailedException if not all come in time
     */
    ByteBuffer over(BarrierNote own);
  }

  /**
   * Creates the barrier of one process.
   *
   * @param share its place among all
   * @param devices how many devices each process has
   * @param pause after which a process that works alone shows the others that it is still there
   */
  public SummedBarrier(ProcessShare share, int devices, Duration pause, Sum sum) {
    this.share = share;
    this.devices = devices;
    this.pause = pause;
    this.sum = sum;
  }

  @Override
  public ProcessShare share() {
    return share;
  }

  @Override
  public void agree(String place, String value) {
    meet(place, BarrierNote.of(place, value, false));
  }

  @Override
  public <T> Optional<T> alone(String place, Supplier<T> work) {
    if (writes()) {
      return Optional.of(LongWork.of(work, pause, again -> meet(place, at(place, again))));
    }
    boolean again = true;
    while (again) {
      again = meet(place, at(place, false));
    }
    return Optional.empty();
  }

  private static BarrierNote at(String place, boolean again) {
    return BarrierNote.of(place, "", again);
  }

  /** Waits for all, and returns whether they meet again because the one that writes is not done. */
  private synchronized boolean meet(String place, BarrierNote own) {
    ByteBuffer notes;
    try {
      notes = sum.over(own);
    } catch (DeviceFailedException e) {
      throw new UserErrorException(
          Kind.DEVICE,
          "%s: not all %d processes came here within device.waitSeconds: %s; the log of the one that ended, or is slower, says why; the same command in all of them goes on from what is finished"
              .formatted(place, share.count(), e.getMessage()),
          e);
    }
    for (int process = 0; process < share.count(); process++) {
      check(place, own, process, BarrierNote.read(notes, process));
    }
    return BarrierNote.read(notes, 0).again();
  }

  private void check(String place, BarrierNote own, int process, BarrierNote other) {
    if (other.devices() != devices) {
      throw new UserErrorException(
          Kind.DEVICE,
          "%s: the sum over all devices counts %d of process %d, which has %d: the devices do not add up"
              .formatted(place, other.devices(), process, devices));
    }
    if (!other.sameAs(own)) {
      throw new UserErrorException(
          Kind.USAGE,
          "process %d of %d is at \"%s\", but process %d at \"%s\": all must be given the same command, config, data and run directory"
              .formatted(share.index(), share.count(), own.text(), process, other.text()));
    }
  }
}
