package org.noisystudent.device;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.savedmodel.SessionOptions;
import org.noisystudent.train.StepVariable;
import org.noisystudent.train.TrainStep;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Values of variables by name, in native memory; owns them. */
public final class VariableValues implements AutoCloseable {
  private final Map<String, TFloat32> values;

  /** Takes over the tensors. */
  public VariableValues(Map<String, TFloat32> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Returns the first value of every variable, a pure function of the seed; of a stack, those of
   * its parts.
   *
   * @return values by name, in the order of the variables; the caller's to close
   */
  public static VariableValues first(List<StepVariable> variables, long seed) {
    List<StepVariable> parts = variables.stream().flatMap(v -> v.parts().stream()).toList();
    try (Graph graph = new Graph();
        Session session = new Session(graph, SessionOptions.once())) {
      Ops tf = Ops.create(graph);
      Session.Runner runner = session.runner();
      for (StepVariable variable : parts) {
        runner.fetch(variable.initializer().add(tf, variable.startsAs(), variable.shape(), seed));
      }
      Result result = runner.run(); // its tensors become the values
      Map<String, TFloat32> values = new LinkedHashMap<>();
      for (StepVariable variable : parts) {
        values.put(variable.name(), (TFloat32) result.get(values.size()));
      }
      return new VariableValues(values);
    }
  }

  /** Returns the values; they stay this object's to close. */
  public Map<String, TFloat32> byName() {
    return values;
  }

  /**
   * Returns the value that a variable is evaluated with: its moving average where one is kept. It
   * stays this object's to close.
   *
   * @throws IllegalArgumentException if there is no such variable
   */
  public TFloat32 averaged(String variable) {
    TFloat32 average = values.get(TrainStep.averageOf(variable));
    TFloat32 value = average == null ? values.get(variable) : average;
    if (value == null) {
      throw new IllegalArgumentException("the training has no variable " + variable);
    }
    return value;
  }

  /** Returns whether every number of every value is finite. */
  public boolean areFinite() {
    for (TFloat32 value : values.values()) {
      float[] numbers = new float[(int) value.size()];
      value.copyTo(DataBuffers.of(numbers, false, false));
      for (float number : numbers) {
        if (!Float.isFinite(number)) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public void close() {
    values.values().forEach(TFloat32::close);
  }
}
