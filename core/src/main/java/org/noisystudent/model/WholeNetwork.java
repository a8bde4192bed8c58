package org.noisystudent.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A network whose gradients TensorFlow takes all at once. */
final class WholeNetwork implements LearningNetwork {
  private final Ops tf;
  private final EfficientNet network;
  private final Map<VariableSpec, Operand<TFloat32>> learning = new LinkedHashMap<>();

  WholeNetwork(
      Ops tf,
      Architecture architecture,
      Operand<TFloat32> images,
      Phase.Training phase,
      Variables variables,
      Kernels kernels) {
    this.tf = tf;
    this.network =
        EfficientNet.build(
            tf,
            architecture,
            images,
            phase,
            spec -> {
              Operand<TFloat32> value = variables.read(spec);
              if (spec.isTrainable()) {
                learning.put(spec, value);
              }
              return value;
            },
            kernels);
  }

  @Override
  public Operand<TFloat32> logits() {
    return network.logits();
  }

  @Override
  public List<MovingStatistic> movingStatistics() {
    return network.movingStatistics();
  }

  @Override
  public Map<VariableSpec, Operand<TFloat32>> gradients(Operand<TFloat32> loss) {
    List<Operand<?>> taken = Gradients.of(tf, loss, new ArrayList<>(learning.values()));
    Map<VariableSpec, Operand<TFloat32>> gradients = new LinkedHashMap<>();
    for (VariableSpec spec : learning.keySet()) {
      gradients.put(spec, Gradients.typed(taken.get(gradients.size())));
    }
    return gradients;
  }
}
