package org.noisystudent.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * One part of a network. Its backward pass works with what the forward pass left, or, to save
 * memory, with a second forward pass over the same input.
 */
final class SingleSegment<T extends TNumber> implements Segment {
  private final Blueprint<T> blueprint;
  private final Part<T> part;
  private final boolean recomputed;
  private final Operand<?> input;
  private final Operand<?> output;
  private final Map<VariableSpec, Operand<TFloat32>> values = new LinkedHashMap<>();
  private final List<MovingStatistic> movingStatistics;

  /** What a segment consists of. */
  @FunctionalInterface
  interface Part<T extends TNumber> {
    Operand<?> add(NetworkParts<T> parts, Operand<?> input);
  }

  /** Adds the forward pass. */
  SingleSegment(
      Blueprint<T> blueprint,
      Operand<?> input,
      Part<T> part,
      Variables variables,
      boolean recomputed) {
    this.blueprint = blueprint;
    this.input = input;
    this.part = part;
    this.recomputed = recomputed;
    NetworkParts<T> parts =
        blueprint.parts(
            spec -> {
              Operand<TFloat32> value = variables.read(spec);
              values.put(spec, value);
              return value;
            });
    this.output = part.add(parts, input);
    this.movingStatistics = parts.movingStatistics();
  }

  @Override
  public Operand<?> output() {
    return output;
  }

  @Override
  public List<MovingStatistic> movingStatistics() {
    return movingStatistics;
  }

  @Override
  public boolean learns() {
    return values.keySet().stream().anyMatch(VariableSpec::isTrainable);
  }

  @Override
  public Operand<?> backward(
      Operand<?> outputGradient, Map<VariableSpec, Operand<TFloat32>> gradients) {
    return recomputed
        ? recompute(outputGradient, gradients)
        : differentiate(output, input, values, outputGradient, gradients);
  }

  /** Adds the forward pass again, where it cannot be merged with the first. */
  private Operand<?> recompute(
      Operand<?> outputGradient, Map<VariableSpec, Operand<TFloat32>> gradients) {
    List<Operand<?>> first = new ArrayList<>(List.of(outputGradient, input));
    first.addAll(values.values());
    List<Operand<?>> again = XlaOps.barrier(blueprint.tf(), first);
    Map<VariableSpec, Operand<TFloat32>> valuesAgain = new LinkedHashMap<>();
    int next = 2;
    for (VariableSpec spec : values.keySet()) {
      valuesAgain.put(spec, Gradients.typed(again.get(next++)));
    }
    Operand<?> outputAgain = part.add(blueprint.parts(valuesAgain::get), again.get(1));
    return differentiate(outputAgain, again.get(1), valuesAgain, again.get(0), gradients);
  }

  private Operand<?> differentiate(
      Operand<?> y,
      Operand<?> x,
      Map<VariableSpec, Operand<TFloat32>> weights,
      Operand<?> outputGradient,
      Map<VariableSpec, Operand<TFloat32>> gradients) {
    List<VariableSpec> learning =
        weights.keySet().stream().filter(VariableSpec::isTrainable).toList();
    List<Operand<?>> by = new ArrayList<>(List.of(x));
    learning.forEach(spec -> by.add(weights.get(spec)));
    List<Operand<?>> taken = Gradients.of(blueprint.tf(), y, by, outputGradient);
    for (int i = 0; i < learning.size(); i++) {
      gradients.put(learning.get(i), Gradients.typed(taken.get(i + 1)));
    }
    return taken.get(0);
  }
}
