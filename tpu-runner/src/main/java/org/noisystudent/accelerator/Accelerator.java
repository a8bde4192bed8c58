package org.noisystudent.accelerator;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.noisystudent.device.DeviceFailedException;
import org.noisystudent.lowering.ArrayType;
import org.noisystudent.lowering.DeviceProgram;
import org.noisystudent.lowering.LoweredModule;
import org.noisystudent.lowering.LoweredModule.Kind;
import org.noisystudent.lowering.LoweredModule.Parameter;
import org.noisystudent.pjrt.CompileOptions;
import org.noisystudent.pjrt.CompiledPrograms;
import org.noisystudent.pjrt.ElementType;
import org.noisystudent.pjrt.PjrtBuffer;
import org.noisystudent.pjrt.PjrtClient;
import org.noisystudent.pjrt.PjrtDevice;
import org.noisystudent.pjrt.PjrtException;
import org.noisystudent.pjrt.PjrtExecution;
import org.noisystudent.pjrt.PjrtLoadedExecutable;
import org.noisystudent.pjrt.PjrtProgram;

/**
 * Some devices of a client, a replica each. Every failure of the plugin comes out as a {@link
 * DeviceFailedException} that says what was tried.
 */
final class Accelerator {
  private final PjrtClient client;
  private final CompiledPrograms programs;
  private final List<PjrtDevice> replicas;
  private final Duration limit;

  /**
   * Creates an accelerator; the client stays the caller's.
   *
   * @param limit of every wait
   */
  Accelerator(
      PjrtClient client, CompiledPrograms programs, List<PjrtDevice> replicas, Duration limit) {
    this.client = client;
    this.programs = programs;
    this.replicas = List.copyOf(replicas);
    this.limit = limit;
  }

  /** Returns the number of replicas. */
  int replicas() {
    return replicas.size();
  }

  /** Returns a module as a program of all replicas, compiled now or before; the caller's. */
  PjrtLoadedExecutable compile(LoweredModule module) {
    int[] ids = replicas.stream().mapToInt(PjrtDevice::id).toArray();
    DeviceProgram program = DeviceProgram.of(module.hlo());
    CompileOptions options =
        CompileOptions.replicas(ids.length).onDevices(ids).withTupledArguments(program.tupled());
    return orFailed(
        "compiling " + module.name(),
        () -> programs.compile(client, PjrtProgram.hlo(program.hlo()), options));
  }

  /** Starts to copy an array to a replica; the data is free on return, the result the caller's. */
  PjrtBuffer send(int replica, ArrayType type, ByteBuffer data) {
    ElementType element = type.element();
    return orFailed(
        "sending to the device",
        () -> client.toDevice(replicas.get(replica), element, type.dims(), data));
  }

  /** Starts to copy some 32-bit numbers to a replica. */
  PjrtBuffer send(int replica, ArrayType type, int... bits) {
    ByteBuffer data = HostMemory.zeros(bits.length * Integer.BYTES);
    data.asIntBuffer().put(bits);
    return send(replica, type, data);
  }

  /** Starts a run of a program, arguments [replica][parameter]. */
  PjrtExecution execute(PjrtLoadedExecutable program, List<List<PjrtBuffer>> arguments) {
    return orFailed("starting a step", () -> program.execute(arguments));
  }

  /** Waits until all replicas are done with a run. */
  void await(PjrtExecution execution) {
    orFailed(
        "running a step",
        () -> {
          execution.await(limit);
          return execution;
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
