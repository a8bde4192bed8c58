package org.noisystudent.accelerator;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.noisystudent.device.Device;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.device.StepBatches;
import org.noisystudent.device.VariableValues;
import org.noisystudent.lowering.ArrayType;
import org.noisystudent.lowering.LoweredModule;
import org.noisystudent.lowering.LoweredModule.Kind;
import org.noisystudent.lowering.LoweredModule.Parameter;
import org.noisystudent.lowering.LoweredModule.Result;
import org.noisystudent.lowering.LoweredModule.ResultKind;
import org.noisystudent.pjrt.PjrtBuffer;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep;
import org.noisystudent.train.TrainStep.Metric;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A training on the devices of a PJRT plugin, a replica each; other processes may drive further
 * ones. The variables stay on the devices and are updated in place; steps are started without
 * waiting for the ones before, up to a few.
 */
final class AcceleratorDevice implements Device {
  /** Steps that were started and may not be done: one that runs, and one that waits for it. */
  private static final int IN_FLIGHT = 2;

  private final Accelerator accelerator;
  private final ProcessGroup processes;
  private final TrainStep step;
  private final LoweredModule module;
  private final ReplicaGroup.Program program;
  private final DeviceVariables variables;
  private final HostBatches batches;
  private final Map<String, ArrayType> inputs;
  private final Deque<ReplicaGroup.Run> running = new ArrayDeque<>();
  private final List<PjrtBuffer> metrics = new ArrayList<>();

  /**
   * Compiles a step, and builds the graph of its batches.
   *
   * @param processes that drive the accelerator's replicas
   * @param step what is run; this closes it
   * @param module the step's
   */
  AcceleratorDevice(
      Accelerator accelerator,
      ProcessGroup processes,
      TrainStep step,
      LoweredModule module,
      StepBatches.Source source) {
    this.accelerator = accelerator;
    this.processes = processes;
    this.step = step;
    this.module = module;
    this.inputs =
        module.parameters().stream()
            .filter(parameter -> parameter.kind() == Kind.INPUT)
            .collect(Collectors.toMap(Parameter::name, Parameter::type));
    this.batches = new HostBatches(accelerator, step, inputs, source);
    try {
      this.program = accelerator.compile(module);
    } catch (RuntimeException e) {
      batches.close();
      throw e;
    }
    this.variables = new DeviceVariables(accelerator, module);
  }

  @Override
  public ProcessGroup processes() {
    return processes;
  }

  @Override
  public void initialize(long seed) {
    try (VariableValues values = VariableValues.first(step.variables(), seed)) {
      load(values);
    }
  }

  @Override
  public void load(VariableValues values) {
    values.byName().forEach(variables::set);
  }

  @Override
  public VariableValues read() {
    return read(0); // the same on every replica
  }

  /** Returns a copy of every variable of one of this process's replicas, the caller's to close. */
  VariableValues read(int replica) {
    Map<String, TFloat32> values = new LinkedHashMap<>();
    try {
      variables
          .types()
          .forEach(
              (name, type) -> {
                long[] dims = type.dims().stream().mapToLong(Long::longValue).toArray();
                TFloat32 value = TFloat32.tensorOf(Shape.of(dims));
                values.put(name, value);
                accelerator.receive(variables.get(replica, name), HostMemory.of(value));
              });
    } catch (RuntimeException e) {
      values.values().forEach(TFloat32::close);
      throw e;
    }
    return new VariableValues(values);
  }

  @Override
  public void seek(long firstStep) {
    batches.seek(firstStep);
  }

  @Override
  public void start(StepInputs fed) {
    List<Map<String, PjrtBuffer>> given = batches.next();
    try {
      for (int replica = 0; replica < given.size(); replica++) {
        Map<String, PjrtBuffer> named = given.get(replica);
        named.put("learning_rate", scalar(replica, "learning_rate", fed.learningRate()));
        named.put("ema_decay", scalar(replica, "ema_decay", fed.emaDecay()));
        int seed = fed.seedOf(accelerator.firstReplica() + replica);
        named.put("seed", accelerator.send(replica, inputs.get("seed"), seed, fed.step()));
      }
      take(accelerator.execute(program, Accelerator.arguments(module, variables, given)));
    } finally {
      given.forEach(each -> each.values().forEach(PjrtBuffer::close));
    }
    while (running.size() > IN_FLIGHT) {
      awaitFirst();
    }
  }

  private PjrtBuffer scalar(int replica, String name, float value) {
    return accelerator.send(replica, inputs.get(name), Float.floatToRawIntBits(value));
  }

  /** Takes over what a run gives: the variables, and the metrics of one replica. */
  private void take(ReplicaGroup.Run execution) {
    running.add(execution);
    for (int replica = 0; replica < execution.outputs().size(); replica++) {
      List<PjrtBuffer> outputs = execution.outputs().get(replica);
      for (int i = 0; i < outputs.size(); i++) {
        Result result = module.results().get(i);
        if (result.kind() == ResultKind.VARIABLE) {
          variables.replace(replica, result.name(), outputs.get(i));
        } else if (replica == 0) {
          metrics.add(outputs.get(i));
        } else {
          outputs.get(i).close(); // the same on every replica
        }
      }
    }
  }

  private void awaitFirst() {
    try (ReplicaGroup.Run first = running.remove()) {
      accelerator.await(first);
    }
  }

  @Override
  public List<Map<Metric, Float>> finish() {
    while (!running.isEmpty()) {
      awaitFirst();
    }
    List<Map<Metric, Float>> finished = new ArrayList<>();
    for (PjrtBuffer each : metrics) {
      ByteBuffer host = HostMemory.zeros(Metric.values().length * Float.BYTES);
      accelerator.receive(each, host);
      float[] numbers = new float[Metric.values().length];
      host.asFloatBuffer().get(numbers);
      finished.add(Metric.named(numbers));
    }
    dropMetrics();
    return finished;
  }

  private void dropMetrics() {
    metrics.forEach(PjrtBuffer::close);
    metrics.clear();
  }

  @Override
  public void close() {
    batches.close();
    running.forEach(ReplicaGroup.Run::close);
    dropMetrics();
    variables.close();
    program.close();
    step.close();
  }
}
