package org.noisystudent.device;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.noisystudent.train.StepVariable;
import org.tensorflow.types.TFloat32;

/**
 * The way between the variables that a step keeps, of which some are stacks of others, and those
 * that everybody else knows.
 */
public final class StackedValues {
  private final List<StepVariable> variables;

  /** Creates the way to and from the variables of a step. */
  public StackedValues(List<StepVariable> variables) {
    this.variables = List.copyOf(variables);
  }

  /** Returns whether any is a stack. */
  public boolean any() {
    return variables.stream().anyMatch(StepVariable::isStack);
  }

  /**
   * Returns copies of values as a step keeps them, the caller's to close.
   *
   * @param values of some variables
   * @param current gives what the step has, for stacks of which only a part is set; closed here
   * @throws IllegalArgumentException if the step has no variable of a name
   */
  public VariableValues stack(VariableValues values, Supplier<VariableValues> current) {
    Set<String> unknown = new HashSet<>(values.byName().keySet());
    Map<String, TFloat32> stacked = new LinkedHashMap<>();
    try (Current before = new Current(current)) {
      for (StepVariable variable : variables) {
        List<StepVariable> parts = variable.parts();
        long given = parts.stream().filter(part -> unknown.contains(part.name())).count();
        if (given == 0) {
          continue;
        }
        TFloat32 whole =
            given == parts.size()
                ? TFloat32.tensorOf(variable.shape())
                : copy(before.get(variable.name()));
        stacked.put(variable.name(), whole);
        for (int i = 0; i < parts.size(); i++) {
          TFloat32 part = values.byName().get(parts.get(i).name());
          if (unknown.remove(parts.get(i).name())) {
            if (variable.isStack()) {
              part.copyTo(whole.get(i));
            } else {
              part.copyTo(whole);
            }
          }
        }
      }
      if (!unknown.isEmpty()) {
        throw new IllegalArgumentException("the step has no variable " + unknown.iterator().next());
      }
      return new VariableValues(stacked);
    } catch (RuntimeException e) {
      stacked.values().forEach(TFloat32::close);
      throw e;
    }
  }

  /** What the step has, read when it is first asked for. */
  private static final class Current implements AutoCloseable {
    private final Supplier<VariableValues> source;
    private Optional<VariableValues> values = Optional.empty();

    Current(Supplier<VariableValues> source) {
      this.source = source;
    }

    TFloat32 get(String name) {
      if (values.isEmpty()) {
        values = Optional.of(source.get());
      }
      return values.get().byName().get(name);
    }

    @Override
    public void close() {
      values.ifPresent(VariableValues::close);
    }
  }

  /** Returns copies of the variables that everybody knows, the caller's to close. */
  public VariableValues unstack(VariableValues stored) {
    Map<String, TFloat32> values = new LinkedHashMap<>();
    for (StepVariable variable : variables) {
      TFloat32 whole = stored.byName().get(variable.name());
      List<StepVariable> parts = variable.parts();
      for (int i = 0; i < parts.size(); i++) {
        TFloat32 part = TFloat32.tensorOf(parts.get(i).shape());
        values.put(parts.get(i).name(), part);
        if (variable.isStack()) {
          whole.get(i).copyTo(part);
        } else {
          whole.copyTo(part);
        }
      }
    }
    return new VariableValues(values);
  }

  private static TFloat32 copy(TFloat32 value) {
    return TFloat32.tensorOf(value.shape(), value::copyTo);
  }
}
