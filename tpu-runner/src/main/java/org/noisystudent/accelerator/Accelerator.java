package org.noisystudent.accelerator;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.device.DeviceFailedException;
import org.noisystudent.lowering.ArrayType;
import org.noisystudent.lowering.DeviceProgram;
import org.noisystudent.lowering.LoweredModule;
import org.noisystudent.lowering.LoweredModule.Kind;
import org.noisystudent.lowering.LoweredModule.Parameter;
import org.noisystudent.pjrt.ElementType;
import org.noisystudent.pjrt.PjrtBuffer;
import org.noisystudent.pjrt.PjrtException;
import org.noisystudent.pjrt.PjrtProgram;

/**
 * The devices that this process drives, a replica each, alone or together with those of other
 * processes. Every failure of the plugin comes out as a {@link DeviceFailedException} that says
 * what was tried.
 */
final class Accelerator {
  private final ReplicaGroup group;
  private final Duration limit;
  private boolean lost;

  /**
   * Creates an accelerator.
   *
   * @param limit of every wait
   */
  Accelerator(ReplicaGroup group, Duration limit) {
    this.group = group;
    this.limit = limit;
  }

  /** Returns the number of replicas of this process. */
  int replicas() {
    return group.count() / group.process().count();
  }

  /** Returns the number, among the replicas of all processes, of the first one of this process. */
  int firstReplica() {
    return group.process().index() * replicas();
  }

  /** Returns the place of this process among those that drive the replicas. */
  ProcessShare process() {
    return group.process();
  }

  /** Returns a module as a program of all replicas, compiled now or before; the caller's. */
  ReplicaGroup.Program compile(LoweredModule module) {
    return compile(module.name(), DeviceProgram.of(module.hlo()));
  }

  /** Returns a program of all replicas, compiled now or before; the caller's. */
  ReplicaGroup.Program compile(String name, PjrtProgram program) {
    return orFailed("compiling " + name, () -> group.compile(program));
  }

  /** Starts to copy an array to a replica; the data is free on return, the result the caller's. */
  PjrtBuffer send(int replica, ArrayType type, ByteBuffer data) {
    ElementType element = type.element();
    return orFailed("sending to the device", () -> group.send(replica, element, type.dims(), data));
  }

  /** Starts to copy some 32-bit numbers to a replica. */
  PjrtBuffer send(int replica, ArrayType type, int... bits) {
    ByteBuffer data = HostMemory.zeros(bits.length * Integer.BYTES);
    data.asIntBuffer().put(bits);
    return send(replica, type, data);
  }

  /** Starts a run of a program, arguments [replica][parameter]. */
  ReplicaGroup.Run execute(ReplicaGroup.Program program, List<List<PjrtBuffer>> arguments) {
    return orLost("starting a step", () -> program.start(arguments));
  }

  /** Waits until the replicas of this process are done with a run. */
  void await(ReplicaGroup.Run run) {
    int others = group.process().count() - 1;
    orLost(
        others == 0 ? "running a step" : "running a step with %d other processes".formatted(others),
        () -> {
          run.await(limit);
          return run;
        });
  }

  /** Copies an array to the host's memory, when it is there. */
  void receive(PjrtBuffer array, ByteBuffer host) {
    orFailed(
        "reading from the device",
        () -> {
          array.toHost(host, limit);
          return array;
        });
  }

  /**
   * Returns the arguments of a module, [replica][parameter].
   *
   * @param variables of the module
   * @param inputs by name, of each replica
   */
  static List<List<PjrtBuffer>> arguments(
      LoweredModule module, DeviceVariables variables, List<Map<String, PjrtBuffer>> inputs) {
    List<List<PjrtBuffer>> arguments = new ArrayList<>();
    for (int replica = 0; replica < inputs.size(); replica++) {
      List<PjrtBuffer> own = new ArrayList<>();
      for (Parameter parameter : module.parameters()) {
        own.add(
            parameter.kind() == Kind.VARIABLE
                ? variables.get(replica, parameter.name())
                : inputs.get(replica).get(parameter.name()));
      }
      arguments.add(own);
    }
    return arguments;
  }

  /**
   * Returns whether a run failed, so that some of it may never end. What waits for its end is not
   * to be called then, such as closing the client.
   */
  boolean isLost() {
    return lost;
  }

  private <T> T orLost(String doing, Attempt<T> attempt) {
    try {
      return orFailed(doing, attempt);
    } catch (DeviceFailedException e) {
      lost = true;
      throw e;
    }
  }

  private static <T> T orFailed(String doing, Attempt<T> attempt) {
    try {
      return attempt.make();
    } catch (PjrtException e) {
      throw new DeviceFailedException(
          doing + " failed: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
    }
  }

  /** Something that a plugin may fail to do. */
  @FunctionalInterface
  private interface Attempt<T> {
    T make();
  }
}
