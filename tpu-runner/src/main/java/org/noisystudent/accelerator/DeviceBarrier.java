package org.noisystudent.accelerator;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.device.DeviceFailedException;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.lowering.ArrayType;
import org.noisystudent.pjrt.ElementType;
import org.noisystudent.pjrt.PjrtBuffer;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Processes that meet on their devices: a tiny program sums over all devices, which ends for none
 * before all have begun it. Each process has a place of its own in what is summed and leaves zeros
 * in those of the others, so that the sum shows every process what each came with.
 */
final class DeviceBarrier implements ProcessGroup, AutoCloseable {
  private final Accelerator accelerator;
  private final Duration pause;
  private final ArrayType type;
  private Optional<ReplicaGroup.Program> program = Optional.empty();

  /**
   * Creates a barrier of all processes of an accelerator.
   *
   * @param pause after which a process that works alone shows the others that it is still there
   */
  DeviceBarrier(Accelerator accelerator, Duration pause) {
    this.accelerator = accelerator;
    this.pause = pause;
    long numbers = (long) accelerator.process().count() * BarrierNote.NUMBERS;
    this.type = new ArrayType(ElementType.S32, List.of(numbers));
  }

  @Override
  public ProcessShare share() {
    return accelerator.process();
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
    ByteBuffer sum;
    try {
      sum = sum(own);
    } catch (DeviceFailedException e) {
      throw new UserErrorException(
          Kind.DEVICE,
          "%s: not all %d processes came here within device.waitSeconds: %s; the log of the one that ended, or is slower, says why; the same command in all of them goes on from what is finished"
              .formatted(place, share().count(), e.getMessage()),
          e);
    }
    for (int process = 0; process < share().count(); process++) {
      check(place, own, process, BarrierNote.read(sum, process));
    }
    return BarrierNote.read(sum, 0).again();
  }

  private void check(String place, BarrierNote own, int process, BarrierNote other) {
    if (other.devices() != accelerator.replicas()) {
      throw new UserErrorException(
          Kind.DEVICE,
          "%s: the sum over all devices counts %d of process %d, which has %d: the devices do not add up"
              .formatted(place, other.devices(), process, accelerator.replicas()));
    }
    if (!other.sameAs(own)) {
      throw new UserErrorException(
          Kind.USAGE,
          "process %d of %d is at \"%s\", but process %d at \"%s\": all must be given the same command, config, data and run directory"
              .formatted(share().index(), share().count(), own.text(), process, other.text()));
    }
  }

  private ByteBuffer sum(BarrierNote own) {
    if (program.isEmpty()) {
      int replicas = accelerator.replicas() * share().count();
      program =
          Optional.of(
              accelerator.compile("the barrier", BarrierProgram.of(replicas, type.dims().get(0))));
    }
    List<List<PjrtBuffer>> arguments = new ArrayList<>();
    List<List<PjrtBuffer>> results = List.of();
    try {
      for (int replica = 0; replica < accelerator.replicas(); replica++) {
        ByteBuffer numbers = HostMemory.zeros(Math.toIntExact(type.bytes()));
        // what a process says, its first device says
        own.write(numbers, share().index(), replica == 0);
        arguments.add(List.of(accelerator.send(replica, type, numbers)));
      }
      try (ReplicaGroup.Run run = accelerator.execute(program.get(), arguments)) {
        results = run.outputs();
        accelerator.await(run);
      }
      ByteBuffer sum = HostMemory.zeros(Math.toIntExact(type.bytes()));
      accelerator.receive(results.get(0).get(0), sum);
      return sum.clear();
    } finally {
      arguments.forEach(each -> each.forEach(PjrtBuffer::close));
      results.forEach(each -> each.forEach(PjrtBuffer::close));
    }
  }

  @Override
  public void close() {
    program.ifPresent(ReplicaGroup.Program::close);
  }
}
