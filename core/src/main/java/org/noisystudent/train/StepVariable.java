package org.noisystudent.train;

import java.util.ArrayList;
import java.util.List;
import org.noisystudent.model.Initializer;
import org.noisystudent.model.StackedName;
import org.tensorflow.ndarray.Shape;

/**
 * A float32 variable that a step reads or writes: a weight, a statistic, an optimiser slot or an
 * average.
 *
 * @param name as in the official checkpoints, or a {@link StackedName}
 * @param startsAs the variable whose first value it takes; its own name but for averages
 * @param shape fully known
 * @param initializer first value of the variable {@code startsAs}
 */
public record StepVariable(String name, String startsAs, Shape shape, Initializer initializer) {
  /** Returns whether it is the variables of several blocks: [blocks, ...]. */
  public boolean isStack() {
    return StackedName.parts(name).size() > 1;
  }

  /** Returns the variables that it is a stack of, or itself. */
  public List<StepVariable> parts() {
    List<String> names = StackedName.parts(name);
    if (names.size() == 1) {
      return List.of(this);
    }
    List<String> starts = StackedName.parts(startsAs);
    List<StepVariable> parts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      parts.add(new StepVariable(names.get(i), starts.get(i), shape.tail(), initializer));
    }
    return parts;
  }
}
