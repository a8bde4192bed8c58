package org.noisystudent.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.EfficientNet;
import org.noisystudent.model.MovingStatistic;
import org.noisystudent.model.Phase;
import org.noisystudent.model.VariableSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Our network, fed with formula weights. Variables are sorted by their names without the scope. */
final class BuiltModel implements AutoCloseable {
  private final Architecture architecture;
  private final int batch;
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Map<String, VariableSpec> specs = new TreeMap<>();
  private final Map<String, Placeholder<TFloat32>> variables = new TreeMap<>();
  private final Operand<TFloat32> images;

  BuiltModel(Architecture architecture, int batch) {
    this.architecture = architecture;
    this.batch = batch;
    int side = architecture.resolution();
    byte[] pixels = FormulaValues.images("images", batch, side);
    this.images =
        tf.dtypes.cast(
            tf.constant(TUint8.class, Shape.of(batch, side, side, 3), DataBuffers.of(pixels)),
            TFloat32.class);
  }

  /** Returns the variables of a kind: names, and the trainable ones first. */
  List<String> names(VariableSpec.Kind kind) {
    return specs.entrySet().stream()
        .filter(e -> e.getValue().kind() == kind)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns what the network computes at inference, by the names of the golden sections. */
  Map<String, float[]> inference() {
    Operand<TFloat32> logits = build(new Phase.Inference()).logits();
    Output<?> gradient = graph.addGradients(loss(logits).asOutput(), outputs(List.of(images)))[0];
    Map<String, float[]> values = new TreeMap<>();
    run(Map.of("inferenceLogits", logits.asOutput(), "imageGradient", gradient), values::put);
    return values;
  }

  /**
   * What a training step without noise computes. Sketches stand for tensors, which are too large
   * together to be kept.
   *
   * @param outputs logits and loss, by the names of the golden sections
   * @param gradients sketches, by variable
   * @param statistics sketches of the next ones, by variable
   * @param whole those gradients that were asked for, by variable
   */
  record Training(
      Map<String, float[]> outputs,
      Map<String, double[]> gradients,
      Map<String, double[]> statistics,
      Map<String, float[]> whole) {}

  Training training(Set<String> whole) {
    Phase phase = new Phase.Training(tf.constant(new int[] {1, 2}), 0, 0);
    EfficientNet network = build(phase);
    Operand<TFloat32> loss = loss(network.logits());
    Map<String, Output<?>> fetches = new LinkedHashMap<>();
    fetches.put("trainingLogits", network.logits().asOutput());
    fetches.put("loss", loss.asOutput());
    List<String> trainable = names(VariableSpec.Kind.TRAINABLE);
    List<Operand<?>> weights = new ArrayList<>();
    trainable.forEach(name -> weights.add(variables.get(name)));
    Output<?>[] gradients = graph.addGradients(loss.asOutput(), outputs(weights));
    for (int i = 0; i < gradients.length; i++) {
      fetches.put(trainable.get(i), gradients[i]);
    }
    for (MovingStatistic statistic : network.movingStatistics()) {
      fetches.put(shortName(statistic.spec()), statistic.next().asOutput());
    }
    Training training =
        new Training(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    run(
        fetches,
        (name, value) -> {
          VariableSpec spec = specs.get(name);
          if (spec == null) {
            training.outputs().put(name, value);
          } else {
            boolean gradient = spec.kind() == VariableSpec.Kind.TRAINABLE;
            (gradient ? training.gradients() : training.statistics())
                .put(name, FormulaValues.sketch(name, value));
          }
          if (whole.contains(name)) {
            training.whole().put(name, value);
          }
        });
    return training;
  }

  private EfficientNet build(Phase phase) {
    return EfficientNet.build(
        tf,
        architecture,
        images,
        phase,
        spec -> {
          specs.put(shortName(spec), spec);
          return variables.computeIfAbsent(
              shortName(spec),
              name -> tf.placeholder(TFloat32.class, Placeholder.shape(spec.shape())));
        });
  }

  /** Adds the mean cross-entropy against formula labels. */
  private Operand<TFloat32> loss(Operand<TFloat32> logits) {
    int[] labels = FormulaValues.labels("labels", batch, architecture.classes());
    Operand<TFloat32> targets = tf.constant(FormulaValues.oneHot(labels, architecture.classes()));
    return tf.math.mean(
        tf.nn.softmaxCrossEntropyWithLogits(logits, targets).loss(), tf.constant(0));
  }

  private void run(Map<String, Output<?>> fetches, BiConsumer<String, float[]> reader) {
    Map<String, Shape> shapes = new TreeMap<>();
    specs.forEach((name, spec) -> shapes.put(name, spec.shape()));
    Set<String> skips = FormulaValues.skips(shapes);
    List<String> names = List.copyOf(fetches.keySet());
    List<Tensor> fed = new ArrayList<>();
    try (Session session = new Session(graph)) {
      Session.Runner runner = session.runner();
      variables.forEach(
          (name, placeholder) -> {
            Shape shape = shapes.get(name);
            float[] value = FormulaValues.variable(name, shape, skips);
            fed.add(TFloat32.tensorOf(shape, DataBuffers.of(value, true, false)));
            runner.feed(placeholder, fed.get(fed.size() - 1));
          });
      names.forEach(name -> runner.fetch(fetches.get(name)));
      try (Result result = runner.run()) {
        for (int i = 0; i < names.size(); i++) {
          TFloat32 tensor = (TFloat32) result.get(i);
          float[] value = new float[(int) tensor.size()];
          tensor.asRawTensor().data().asFloats().read(value);
          reader.accept(names.get(i), value);
        }
      }
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  private static Output<?>[] outputs(List<Operand<?>> operands) {
    return operands.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
  }

  private static String shortName(VariableSpec spec) {
    return spec.name().substring(spec.name().indexOf('/') + 1);
  }

  @Override
  public void close() {
    graph.close();
  }
}
