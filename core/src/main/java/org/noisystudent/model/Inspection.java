package org.noisystudent.model;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * What a network consists of, read off its graph.
 *
 * @param variables every variable, in the order of construction
 * @param rows the layer table
 */
public record Inspection(List<VariableSpec> variables, List<LayerRow> rows) {
  public Inspection {
    variables = List.copyOf(variables);
    rows = List.copyOf(rows);
  }

  /** Builds the network for one image in a graph of its own, and looks at it. */
  public static Inspection of(Architecture architecture) {
    List<VariableSpec> specs = new ArrayList<>();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      int side = architecture.resolution();
      Placeholder<TFloat32> images =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(1, side, side, 3)));
      EfficientNet network =
          EfficientNet.build(
              tf,
              architecture,
              images,
              new Phase.Inference(),
              spec -> {
                specs.add(spec);
                return tf.placeholder(TFloat32.class, Placeholder.shape(spec.shape()));
              });
      return new Inspection(specs, network.rows());
    }
  }

  /** Returns how many numbers the optimiser changes. */
  public long trainableParameters() {
    return variables.stream()
        .filter(VariableSpec::isTrainable)
        .mapToLong(v -> v.shape().size())
        .sum();
  }

  /** Returns how many numbers the batch statistics change. */
  public long movingStatistics() {
    return variables.stream().filter(v -> !v.isTrainable()).mapToLong(v -> v.shape().size()).sum();
  }

  /** Returns the multiply-adds of one image: convolutions and the classifier. */
  public long multiplyAdds() {
    return rows.stream().mapToLong(LayerRow::multiplyAdds).sum();
  }
}
