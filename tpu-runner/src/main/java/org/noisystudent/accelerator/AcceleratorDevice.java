package org.noisystudent.accelerator;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.noisystudent.device.Device;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.device.StackedValues;
import org.noisystudent.device.StepBatches;
import org.noisystudent.device.VariableValues;
import org.noisystudent.lowering.ArrayType;
import org.noisystudent.lowering.LoweredModule;
import org.noisystudent.lowering.LoweredModule.Result;
import org.noisystudent.lowering.LoweredModule.ResultKind;
import org.noisystudent.pjrt.PjrtBuffer;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep;
import org.noisystudent.train.TrainStep.Metric;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * /** A training on the devices of a PJRT plugin, a replica each; other processes may drive further
 * ones. The variables stay on the devices and are updated in place; steps are started without
 * waiting for the ones before, up to a few. Where several steps are one call, they wait for each
 * other; those that are left when the variables or the metrics are asked for run one by one.
 */
final class AcceleratorDevice implements Device {
  /** Calls that were started and may not be done: one that runs, and one that waits for it. */
  private static final int IN_FLIGHT = 2;

  private final Accelerator accelerator;
  private final ProcessGroup processes;
  private final TrainStep step;
  private final LoweredModule one;
  private final Optional<StepProgram> several;
  private final DeviceVariables variables;
  private final StackedValues stacks;
  private final HostBatches batches;
  private final List<StepProgram.Waiting> waiting = new ArrayList<>();
  private final Deque<ReplicaGroup.Run> running = new ArrayDeque<>();
  private final List<Metrics> metrics = new ArrayList<>();
  private Optional<StepProgram> single = Optional.empty();
  private int waitsForInput;

  /** The metrics of some steps: [steps, metrics]. */
  private record Metrics(PjrtBuffer values, int steps) {}

  /**
   * Compiles a step, and builds the graph of its batches.
   *
   * @param processes that drive the accelerator's replicas
   * @param step what is run; this closes it
   * @param modules the step's
   */
  AcceleratorDevice(
      Accelerator accelerator,
      ProcessGroup processes,
      TrainStep step,
      StepModules modules,
      StepBatches.Source source) {
    this.accelerator = accelerator;
    this.processes = processes;
    this.step = step;
    this.one = modules.one();
    this.batches = new HostBatches(accelerator, step, StepProgram.inputs(one), source);
    try {
      this.several =
          modules.several().map(module -> new StepProgram(accelerator, module, modules.perCall()));
      if (several.isEmpty()) {
        single = Optional.of(new StepProgram(accelerator, one, 1));
      }
    } catch (RuntimeException e) {
      batches.close();
      throw e;
    }
    this.variables = new DeviceVariables(accelerator, one);
    this.stacks = new StackedValues(step.variables());
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
    if (!stacks.any()) {
      values.byName().forEach(this::set);
      return;
    }
    try (VariableValues stacked = stacks.stack(values, () -> stored(0))) {
      stacked.byName().forEach(this::set);
    }
  }

  /** Sets a variable on every replica; the value stays the caller's. */
  void set(String name, Tensor value) {
    runWaiting();
    variables.set(name, value);
  }

  @Override
  public VariableValues read() {
    return read(0); // the same on every replica
  }

  /** Returns a copy of every variable of one of this process's replicas, the caller's to close. */
  VariableValues read(int replica) {
    VariableValues stored = stored(replica);
    if (!stacks.any()) {
      return stored;
    }
    try (stored) {
      return stacks.unstack(stored);
    }
  }

  private VariableValues stored(int replica) {
    Map<String, TFloat32> values = new LinkedHashMap<>();
    try {
      variables
          .types()
          .forEach(
              (name, type) -> {
                long[] dims = type.dims().stream().mapToLong(Long::longValue).toArray();
                TFloat32 value = TFloat32.tensorOf(Shape.of(dims));
                values.put(name, value);
                receive(replica, name, HostMemory.of(value));
              });
    } catch (RuntimeException e) {
      values.values().forEach(TFloat32::close);
      throw e;
    }
    return new VariableValues(values);
  }

  /** Returns what each variable looks like. */
  Map<String, ArrayType> types() {
    return variables.types();
  }

  /** Copies a variable of one replica to the host's memory. */
  void receive(int replica, String name, ByteBuffer host) {
    runWaiting();
    accelerator.receive(variables.get(replica, name), host);
  }

  @Override
  public void seek(long firstStep) {
    runWaiting();
    batches.seek(firstStep);
  }

  @Override
  public void start(StepInputs fed) {
    boolean busy = !running.isEmpty();
    waiting.add(new StepProgram.Waiting(fed, batches.next()));
    if (busy && running.getLast().isReady()) {
      waitsForInput++;
    }
    if (several.isEmpty()) {
      runWaiting();
    } else if (waiting.size() == several.get().steps()) {
      run(several.get(), waiting);
    }
  }

  /** Returns how often the device was done with all it had before the next batch was there. */
  int waitsForInput() {
    return waitsForInput;
  }

  /** Starts the steps that wait for others to be run with, one by one. */
  private void runWaiting() {
    while (!waiting.isEmpty()) {
      if (single.isEmpty()) {
        single = Optional.of(new StepProgram(accelerator, one, 1));
      }
      run(single.get(), waiting.subList(0, 1));
    }
  }

  private void run(StepProgram program, List<StepProgram.Waiting> steps) {
    try {
      take(program, program.start(variables, steps));
    } finally {
      steps.forEach(StepProgram.Waiting::close);
      steps.clear();
    }
    while (running.size() > IN_FLIGHT) {
      awaitFirst();
    }
  }

  /** Takes over what a run gives: the variables, and the metrics of one replica. */
  private void take(StepProgram program, ReplicaGroup.Run execution) {
    running.add(execution);
    for (int replica = 0; replica < execution.outputs().size(); replica++) {
      List<PjrtBuffer> outputs = execution.outputs().get(replica);
      for (int i = 0; i < outputs.size(); i++) {
        Result result = program.module().results().get(i);
        if (result.kind() == ResultKind.VARIABLE) {
          variables.replace(replica, result.name(), outputs.get(i));
        } else if (replica == 0) {
          metrics.add(new Metrics(outputs.get(i), program.steps()));
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
    runWaiting();
    while (!running.isEmpty()) {
      awaitFirst();
    }
    List<Map<Metric, Float>> finished = new ArrayList<>();
    float[] numbers = new float[Metric.values().length];
    for (Metrics each : metrics) {
      ByteBuffer host = HostMemory.zeros(each.steps * numbers.length * Float.BYTES);
      accelerator.receive(each.values, host);
      FloatBuffer values = host.asFloatBuffer();
      while (values.hasRemaining()) {
        values.get(numbers);
        finished.add(Metric.named(numbers));
      }
    }
    dropMetrics();
    return finished;
  }

  private void dropMetrics() {
    metrics.forEach(each -> each.values.close());
    metrics.clear();
  }

  @Override
  public void close() {
    batches.close();
    running.forEach(ReplicaGroup.Run::close);
    dropMetrics();
    waiting.forEach(StepProgram.Waiting::close);
    variables.close();
    several.ifPresent(StepProgram::close);
    single.ifPresent(StepProgram::close);
    step.close();
  }
}
