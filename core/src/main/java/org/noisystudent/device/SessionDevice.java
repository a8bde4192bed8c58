package org.noisystudent.device;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.StepVariable;
import org.noisystudent.train.TrainStep;
import org.noisystudent.train.TrainStep.Metric;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * A TensorFlow session: one graph holds the batches, the variables and the call of the step, and
 * nothing is added to it once the session runs.
 */
public final class SessionDevice implements Device {
  private final Graph graph = new Graph();
  private final TrainStep step;
  private final StepBatches batches;
  private final Sessions sessions;
  private final Session session;
  private final StackedValues stacks;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Placeholder<TFloat32> learningRate;
  private final Placeholder<TFloat32> emaDecay;
  private final Placeholder<TInt32> seed;
  private final Output<?> metrics;
  private final List<Map<Metric, Float>> finished = new ArrayList<>();

  /** A variable's nodes. */
  private record Node(
      Operand<TType> handle, Operand<TFloat32> value, Placeholder<TFloat32> next, Op assign) {}

  /**
   * Builds the graph and opens the session of a process that is alone.
   *
   * @param step the step, which this device closes
   * @param source where batches come from
   */
  public SessionDevice(TrainStep step, StepBatches.Source source, DeviceConfig config) {
    this(step, source, config.type(), config.compiles(), Sessions.local(config));
  }

  /**
   * Builds the graph and opens the session.
   *
   * @param step the step, or this process's part of it, which this device closes
   * @param source where batches come from
   * @param xla whether XLA compiles the step
   */
  public SessionDevice(
      TrainStep step,
      StepBatches.Source source,
      DeviceConfig.Type type,
      boolean xla,
      Sessions sessions) {
    this.step = step;
    this.sessions = sessions;
    try {
      this.batches = source.add(graph);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
    // pinned, so that a session without the device fails and never takes another
    Ops tf = Ops.create(graph).withDevice(place(type));
    learningRate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    emaDecay = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    seed = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(2)));
    step.variables().forEach(variable -> nodes.put(variable.name(), node(tf, variable)));
    metrics = call(tf, xla);
    session = sessions.open(graph);
    stacks = new StackedValues(step.variables());
  }

  private static DeviceSpec place(DeviceConfig.Type type) {
    DeviceSpec.DeviceType kind =
        type == DeviceConfig.Type.GPU ? DeviceSpec.DeviceType.GPU : DeviceSpec.DeviceType.CPU;
    return DeviceSpec.newBuilder().deviceType(kind).deviceIndex(0).build();
  }

  /** Returns the operations that keep the variables and run the step, for tests of their place. */
  List<Operation> pinned() {
    List<Operation> operations = new ArrayList<>();
    nodes.values().forEach(node -> operations.add(node.handle().op()));
    operations.add(metrics.op());
    return operations;
  }

  private static Node node(Ops tf, StepVariable variable) {
    VarHandleOp handle =
        tf.varHandleOp(TFloat32.class, variable.shape(), VarHandleOp.sharedName(variable.name()));
    Operand<TType> resource = asResource(handle);
    Placeholder<TFloat32> next =
        tf.placeholder(TFloat32.class, Placeholder.shape(variable.shape()));
    return new Node(
        resource,
        tf.readVariableOp(resource, TFloat32.class),
        next,
        tf.assignVariableOp(resource, next));
  }

  @SuppressWarnings("unchecked") // a resource handle has no Java type of its own
  private static Operand<TType> asResource(VarHandleOp handle) {
    return (Operand<TType>) (Operand<?>) handle;
  }

  private Output<?> call(Ops tf, boolean xla) {
    step.attachTo(graph);
    List<Output<?>> inputs =
        new ArrayList<>(List.of(batches.images().asOutput(), batches.targets().asOutput()));
    if (step.hasTeacher()) {
      inputs.add(batches.teacherImages().orElseThrow().asOutput());
    }
    inputs.addAll(List.of(learningRate.asOutput(), emaDecay.asOutput(), seed.asOutput()));
    nodes.values().forEach(node -> inputs.add(node.handle().asOutput()));
    GraphOperationBuilder builder =
        graph.opBuilder("StatefulPartitionedCall", "train_step", tf.scope());
    builder.addInputList(inputs.toArray(Output<?>[]::new));
    builder.setAttr("Tin", inputs.stream().map(Output::dataType).toArray(DataType[]::new));
    builder.setAttr("Tout", new DataType[] {DataType.DT_FLOAT});
    builder.setAttr("f", step.function());
    if (xla) {
      builder.setAttr("_XlaMustCompile", true);
    }
    return builder.build().output(0);
  }

  @Override
  public ProcessGroup processes() {
    return sessions.processes();
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
      set(values);
      return;
    }
    try (VariableValues stacked = stacks.stack(values, this::stored)) {
      set(stacked);
    }
  }

  /** Sets variables in one run: TensorFlow prunes and places the whole graph for each new set. */
  private void set(VariableValues values) {
    Session.Runner runner = session.runner();
    values
        .byName()
        .forEach(
            (name, value) -> {
              Node node = nodes.get(name);
              if (node == null) {
                throw new IllegalArgumentException("the step has no variable " + name);
              }
              runner.feed(node.next(), value).addTarget(node.assign());
            });
    runner.run().close();
  }

  @Override
  public VariableValues read() {
    VariableValues stored = stored();
    if (!stacks.any()) {
      return stored;
    }
    try (stored) {
      return stacks.unstack(stored);
    }
  }

  private VariableValues stored() {
    Session.Runner runner = session.runner();
    nodes.values().forEach(node -> runner.fetch(node.value()));
    try (Result result = runner.run()) {
      Map<String, TFloat32> values = new LinkedHashMap<>();
      for (String name : nodes.keySet()) {
        // a copy: a fetched tensor may share the memory that the next step writes
        TFloat32 fetched = (TFloat32) result.get(values.size());
        values.put(name, TFloat32.tensorOf(fetched.shape(), fetched::copyTo));
      }
      return new VariableValues(values);
    }
  }

  @Override
  public void seek(long step) {
    batches.seek(session, step);
  }

  @Override
  public void start(StepInputs inputs) {
    try (TFloat32 rate = TFloat32.scalarOf(inputs.learningRate());
        TFloat32 decay = TFloat32.scalarOf(inputs.emaDecay());
        TInt32 seeds = TInt32.vectorOf(inputs.seedOf(replica()), inputs.step());
        Result result = sessions.run(runner(rate, decay, seeds))) {
      batches.observe(watched(result));
      finished.add(Metric.named(StdArrays.array1dCopyOf((TFloat32) result.get(0))));
    }
  }

  @Override
  public List<Map<Metric, Float>> finish() {
    List<Map<Metric, Float>> metrics = List.copyOf(finished);
    finished.clear();
    return metrics;
  }

  /** Returns which replica of the step this is. */
  private int replica() {
    return processes().share().index();
  }

  private Session.Runner runner(TFloat32 rate, TFloat32 decay, TInt32 seeds) {
    Session.Runner runner =
        session
            .runner()
            .feed(learningRate, rate)
            .feed(emaDecay, decay)
            .feed(seed, seeds)
            .fetch(metrics);
    batches.watched().forEach(runner::fetch);
    return runner;
  }

  /** Returns what a step's result holds after its metrics. */
  private static List<TInt64> watched(Result result) {
    List<TInt64> values = new ArrayList<>();
    for (int i = 1; i < result.size(); i++) {
      values.add((TInt64) result.get(i));
    }
    return values;
  }

  @Override
  public void close() {
    session.close();
    batches.close();
    graph.close();
    step.close();
  }
}
