package org.noisystudent.accelerator;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.noisystudent.device.BarrierNote;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.device.SummedBarrier;
import org.noisystudent.lowering.ArrayType;
import org.noisystudent.pjrt.ElementType;
import org.noisystudent.pjrt.PjrtBuffer;

/** The sum in which processes meet on their devices: a tiny program that adds over all of them. */
final class DeviceSum implements SummedBarrier.Sum, AutoCloseable {
  private final Accelerator accelerator;
  private final ArrayType type;
  private Optional<ReplicaGroup.Program> program = Optional.empty();

  /** Creates the sum over all processes of an accelerator. */
  DeviceSum(Accelerator accelerator) {
    this.accelerator = accelerator;
    long numbers = (long) accelerator.process().count() * BarrierNote.NUMBERS;
    this.type = new ArrayType(ElementType.S32, List.of(numbers));
  }

  /**
   * Returns the barrier that meets in this sum.
   *
   * @param pause after which a process that works alone shows the others that it is still there
   */
  ProcessGroup barrier(Duration pause) {
    return new SummedBarrier(accelerator.process(), accelerator.replicas(), pause, this);
  }

  @Override
  public ByteBuffer over(BarrierNote own) {
    int processes = accelerator.process().count();
    if (program.isEmpty()) {
      int replicas = accelerator.replicas() * processes;
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
        own.write(numbers, accelerator.process().index(), replica == 0);
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
