package org.noisystudent.trainer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.device.Device;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.device.VariableValues;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep.Metric;
import org.tensorflow.types.TFloat32;

/** One variable that adds up what it is fed: order, rate and seed of every step leave a trace. */
final class FakeDevice implements Device {
  private final long breaksAt;
  private final long overflowsAt;
  private final ProcessGroup processes;
  private final List<Map<Metric, Float>> started = new ArrayList<>();
  private float weight;
  private long batch;

  FakeDevice() {
    this(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Creates a device that runs its steps together with those of other processes. */
  FakeDevice(ProcessGroup processes) {
    this(Long.MAX_VALUE, Long.MAX_VALUE, processes);
  }

  /** Creates a device whose loss is no number from a step on. */
  FakeDevice(long breaksAt) {
    this(breaksAt, Long.MAX_VALUE);
  }

  /** Creates a device whose weight overflows at a step, without a trace in the loss. */
  FakeDevice(long breaksAt, long overflowsAt) {
    this(breaksAt, overflowsAt, ProcessGroup.one());
  }

  private FakeDevice(long breaksAt, long overflowsAt, ProcessGroup processes) {
    this.breaksAt = breaksAt;
    this.overflowsAt = overflowsAt;
    this.processes = processes;
  }

  @Override
  public ProcessGroup processes() {
    return processes;
  }

  float weight() {
    return weight;
  }

  @Override
  public void initialize(long seed) {
    weight = seed;
  }

  @Override
  public void load(VariableValues values) {
    weight = values.byName().get("weight").getFloat();
  }

  @Override
  public VariableValues read() {
    Map<String, TFloat32> values = new LinkedHashMap<>();
    values.put("weight", TFloat32.scalarOf(weight));
    return new VariableValues(values);
  }

  @Override
  public void seek(long step) {
    batch = step;
  }

  @Override
  public void start(StepInputs inputs) {
    if (batch != inputs.step()) {
      throw new IllegalStateException("batch " + batch + " at step " + inputs.step());
    }
    batch++;
    weight = weight * 0.9f + inputs.learningRate() * (1 + inputs.step() % 7) + inputs.emaDecay();
    Map<Metric, Float> metrics = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      metrics.put(metric, inputs.step() >= breaksAt ? Float.NaN : 1 / (1 + weight * weight));
    }
    weight = inputs.step() >= overflowsAt ? Float.POSITIVE_INFINITY : weight;
    started.add(metrics);
  }

  @Override
  public List<Map<Metric, Float>> finish() {
    List<Map<Metric, Float>> finished = List.copyOf(started);
    started.clear();
    return finished;
  }

  @Override
  public void close() {}
}
