package org.noisystudent.train;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.noisystudent.config.NoiseConfig;
import org.noisystudent.config.TrainConfig;
import org.noisystudent.data.FunctionScope;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.model.Replication;
import org.noisystudent.model.VariableSpec;
import org.noisystudent.savedmodel.UserErrorException;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * One optimisation step as one function (reference: main.py model_fn): normalisation, forward pass
 * of labeled and unlabeled images together, loss, gradients, weight decay, update, batch-norm
 * statistics and moving average.
 *
 * <p>Arguments in order: images uint8 [batch, resolution, resolution, 3], targets float32 [batch,
 * classes], with a teacher its images uint8 [unlabeled, its resolution, its resolution, 3],
 * learning rate, average's decay (scalars), seed int32 [2], then the variables. Result: the {@link
 * Metric}s as one float32 vector. Labeled rows come first; {@link #rows} says how many there are.
 */
public final class TrainStep implements AutoCloseable {
  private final ConcreteFunction function;
  private final FunctionScope called;
  private final List<StepVariable> variables;
  private final ReplicaRows rows;
  private final boolean hasTeacher;

  /** What a step reports, in the order of the result. */
  public enum Metric {
    /** Loss without weight decay. */
    LOSS,
    /** Mean cross-entropy of the labeled images. */
    LABELED_LOSS,
    /** Mean cross-entropy of the unlabeled images. */
    UNLABELED_LOSS,
    /** The L2 loss. */
    WEIGHT_DECAY,
    /** Fraction of labeled images whose top class is right, under noise. */
    LABELED_ACCURACY;

    /**
     * Returns the numbers of a step by their names.
     *
     * @param vector the result of the function
     */
    public static Map<Metric, Float> named(float[] vector) {
      Map<Metric, Float> named = new EnumMap<>(Metric.class);
      int index = 0;
      for (Metric metric : values()) {
        named.put(metric, vector[index++]);
      }
      return named;
    }
  }

  private TrainStep(
      ConcreteFunction function,
      FunctionScope called,
      List<StepVariable> variables,
      ReplicaRows rows,
      boolean hasTeacher) {
    this.function = function;
    this.called = called;
    this.variables = List.copyOf(variables);
    this.rows = rows;
    this.hasTeacher = hasTeacher;
  }

  /**
   * Builds the step of a network that learns whole, on one replica.
   *
   * @param hardPseudoLabels whether unlabeled targets are one-hot, and so smoothed
   * @param plan how the network is computed
   */
  public static TrainStep build(
      Architecture architecture,
      TrainConfig train,
      NoiseConfig noise,
      boolean hardPseudoLabels,
      ComputePlan plan) {
    return build(
        architecture,
        train,
        noise,
        hardPseudoLabels,
        FrozenLayers.none(),
        Optional.empty(),
        Replication.one(),
        plan);
  }

  /**
   * Builds the step of one of some replicas: it takes the replica's rows and its seed, averages
   * gradients, moving statistics and metrics over all of them, and so leaves the same variables on
   * each. With more than one it must be compiled by XLA if their sums are, and run on as many
   * devices.
   *
   * @param hardPseudoLabels whether unlabeled targets are one-hot, and so smoothed
   * @param frozen layers that do not learn: they have neither optimiser slots nor averages
   * @param teacher labels the unlabeled images in place of their targets, which are not read
   * @param replication the replicas
   * @param plan how the network is computed; a plan that saves memory must be compiled by XLA, one
   *     for a CPU's session must not
   * @throws UserErrorException if the replicas do not divide the batch, or its parts do not, or
   *     batch norm cannot be shared
   */
  public static TrainStep build(
      Architecture architecture,
      TrainConfig train,
      NoiseConfig noise,
      boolean hardPseudoLabels,
      FrozenLayers frozen,
      Optional<OnlineTeacher> teacher,
      Replication replication,
      ComputePlan plan) {
    StepRecipe recipe =
        new StepRecipe(architecture, train, noise, hardPseudoLabels, frozen, replication, plan);
    ReplicaRows rows = ReplicaRows.of(train, replication.count());
    recipe.check();
    try (Graph graph = new Graph()) {
      FunctionScope scope = new FunctionScope(graph);
      try {
        return build(graph, scope, recipe, rows, teacher);
      } catch (RuntimeException e) {
        scope.close();
        throw e;
      }
    }
  }

  private static TrainStep build(
      Graph graph,
      FunctionScope scope,
      StepRecipe recipe,
      ReplicaRows rows,
      Optional<OnlineTeacher> teacher) {
    Architecture architecture = recipe.architecture();
    int side = architecture.resolution();
    Ops tf = scope.tf();
    Placeholder<TUint8> images =
        tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(rows.count(), side, side, 3)));
    Placeholder<TFloat32> targets =
        tf.placeholder(
            TFloat32.class, Placeholder.shape(Shape.of(rows.count(), architecture.classes())));
    Optional<Placeholder<TUint8>> teacherImages =
        teacher.map(t -> teacherImages(tf, t, rows.unlabeled()));
    Placeholder<TFloat32> learningRate = scalar(tf);
    Placeholder<TFloat32> emaDecay = scalar(tf);
    Placeholder<TInt32> seed = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(2)));

    StepVariables variables = new StepVariables(graph, tf);
    Map<VariableSpec, Operand<TFloat32>> weights = new LinkedHashMap<>();
    LearningPass pass =
        LearningPass.add(
            scope,
            recipe,
            new LearningPass.Batch(
                images,
                // after the network, whose variables come first
                () ->
                    teacher.isEmpty()
                        ? targets
                        : relabeled(
                            tf,
                            targets,
                            rows.labeled(),
                            teacher
                                .get()
                                .add(
                                    tf,
                                    variables,
                                    teacherImages.orElseThrow(),
                                    recipe.hardPseudoLabels())),
                seed),
            rows,
            spec -> {
              String name = spec.name();
              variables.add(new StepVariable(name, name, spec.shape(), spec.initializer()));
              Operand<TFloat32> value = variables.read(tf, name);
              weights.put(spec, value);
              return value;
            });
    WeightUpdates learning = new WeightUpdates(tf, variables, weights, recipe);
    Operand<TFloat32> decay = learning.weightDecay();
    List<Op> updates = learning.add(pass, learningRate, emaDecay);
    Operand<TFloat32> own =
        tf.withControlDependencies(updates)
            .stack(
                List.of(
                    pass.losses().total(),
                    pass.losses().labeled(),
                    pass.losses().unlabeled(),
                    decay,
                    pass.accuracy()));
    Operand<TFloat32> metrics = recipe.replication().mean(tf, own);
    Signature.Builder signature =
        Signature.builder("train_step").input("images", images).input("targets", targets);
    teacherImages.ifPresent(seen -> signature.input("teacher_images", seen));
    signature.input("learning_rate", learningRate).input("ema_decay", emaDecay).input("seed", seed);
    variables.variables().keySet().forEach(n -> signature.input(n, variables.handle(n)));
    ConcreteFunction function =
        ConcreteFunction.create(signature.output("metrics", metrics).build(), graph);
    return new TrainStep(
        function, scope, List.copyOf(variables.variables().values()), rows, teacher.isPresent());
  }

  /** Returns the name under which the average of a variable is kept. */
  public static String averageOf(String variable) {
    return variable + "/ExponentialMovingAverage";
  }

  private static Placeholder<TUint8> teacherImages(Ops tf, OnlineTeacher teacher, int unlabeled) {
    int side = teacher.architecture().resolution();
    return tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(unlabeled, side, side, 3)));
  }

  /** Returns the targets with other ones for the unlabeled images, [batch, classes]. */
  private static Operand<TFloat32> relabeled(
      Ops tf, Operand<TFloat32> targets, int labeled, Operand<TFloat32> labels) {
    int classes = (int) targets.shape().get(1);
    Operand<TFloat32> given =
        tf.slice(targets, tf.constant(new int[] {0, 0}), tf.constant(new int[] {labeled, classes}));
    return tf.ensureShape(tf.concat(List.of(given, labels), tf.constant(0)), targets.shape());
  }

  private static Placeholder<TFloat32> scalar(Ops tf) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }

  /** Returns the function; it stays this step's to close. */
  public ConcreteFunction function() {
    return function;
  }

  /** Makes the function callable from a graph. */
  public void attachTo(Graph graph) {
    called.called().forEach(graph::attachFunction);
    graph.attachFunction(function);
  }

  /** Returns the rows of a batch that the function takes. */
  public ReplicaRows rows() {
    return rows;
  }

  /** Returns whether the function takes the teacher's images too, after the targets. */
  public boolean hasTeacher() {
    return hasTeacher;
  }

  /** Returns the variables, in the order of the function's arguments. */
  public List<StepVariable> variables() {
    return variables;
  }

  @Override
  public void close() {
    function.close();
    called.close();
  }
}
