package org.noisystudent.accelerator;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.pjrt.CompileOptions;
import org.noisystudent.pjrt.CompiledPrograms;
import org.noisystudent.pjrt.ElementType;
import org.noisystudent.pjrt.PjrtBuffer;
import org.noisystudent.pjrt.PjrtClient;
import org.noisystudent.pjrt.PjrtDevice;
import org.noisystudent.pjrt.PjrtExecution;
import org.noisystudent.pjrt.PjrtLoadedExecutable;
import org.noisystudent.pjrt.PjrtProgram;

/** Replicas on the devices of a plugin's client, which stays the caller's. */
final class ClientReplicas implements ReplicaGroup {
  private final PjrtClient client;
  private final CompiledPrograms programs;
  private final List<PjrtDevice> own;
  private final int[] ids;
  private final ProcessShare process;

  private ClientReplicas(
      PjrtClient client,
      CompiledPrograms programs,
      List<PjrtDevice> own,
      int[] ids,
      ProcessShare process) {
    this.client = client;
    this.programs = programs;
    this.own = List.copyOf(own);
    this.ids = ids;
    this.process = process;
  }

  /** Returns the replicas of all processes. */
  static ClientReplicas of(PjrtClient client, CompiledPrograms programs, ProcessDevices devices) {
    int[] ids = devices.all().stream().mapToInt(Integer::intValue).toArray();
    return new ClientReplicas(client, programs, own(client, devices), ids, devices.process());
  }

  /** Returns the replicas of this process, that run programs by themselves. */
  static ClientReplicas alone(
      PjrtClient client, CompiledPrograms programs, ProcessDevices devices) {
    return alone(client, programs, own(client, devices));
  }

  /** Returns replicas on some devices of this process, that run programs by themselves. */
  static ClientReplicas alone(
      PjrtClient client, CompiledPrograms programs, List<PjrtDevice> devices) {
    int[] ids = devices.stream().mapToInt(PjrtDevice::id).toArray();
    return new ClientReplicas(client, programs, devices, ids, ProcessShare.WHOLE);
  }

  private static List<PjrtDevice> own(PjrtClient client, ProcessDevices devices) {
    return devices.own().stream()
        .map(
            id ->
                client.addressableDevices().stream()
                    .filter(device -> device.id() == id)
                    .findFirst()
                    .orElseThrow())
        .toList();
  }

  @Override
  public int count() {
    return ids.length;
  }

  @Override
  public ProcessShare process() {
    return process;
  }

  @Override
  public PjrtBuffer send(int replica, ElementType type, List<Long> dims, ByteBuffer data) {
    return client.toDevice(own.get(replica), type, dims, data);
  }

  @Override
  public Program compile(PjrtProgram program) {
    CompileOptions options = CompileOptions.replicas(ids.length).onDevices(ids);
    return new Loaded(programs.compile(client, program, options));
  }

  /** A program on the devices of this process, which it may name in an order of its own. */
  private final class Loaded implements Program {
    private final PjrtLoadedExecutable program;
    private final int[] replicas; // [device of the program]

    Loaded(PjrtLoadedExecutable program) {
      this.program = program;
      List<Integer> order = own.stream().map(PjrtDevice::id).toList();
      replicas = program.devices().stream().mapToInt(d -> order.indexOf(d.id())).toArray();
    }

    @Override
    public Run start(List<List<PjrtBuffer>> arguments) {
      PjrtExecution execution =
          program.execute(Arrays.stream(replicas).mapToObj(arguments::get).toList());
      List<List<PjrtBuffer>> outputs = new ArrayList<>(execution.outputs());
      for (int device = 0; device < replicas.length; device++) {
        outputs.set(replicas[device], execution.outputs().get(device));
      }
      return new Started(execution, List.copyOf(outputs));
    }

    @Override
    public void close() {
      program.close();
    }
  }

  private record Started(PjrtExecution execution, List<List<PjrtBuffer>> outputs) implements Run {
    @Override
    public boolean isReady() {
      return execution.isReady();
    }

    @Override
    public void await(Duration limit) {
      execution.await(limit);
    }

    @Override
    public void close() {
      execution.close();
    }
  }
}
