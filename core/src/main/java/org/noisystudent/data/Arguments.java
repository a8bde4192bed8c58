package org.noisystudent.data;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TType;

/** The arguments of a graph function, or the components of a dataset's element, typed on access. */
record Arguments(List<Operand<?>> operands) {
  Arguments {
    operands = List.copyOf(operands);
  }

  <T extends TType> Operand<T> get(int position, Class<T> type) {
    return operands.get(position).asOutput().expect(type);
  }

  /** Returns the arguments from a position on. */
  Arguments from(int position) {
    return new Arguments(operands.subList(position, operands.size()));
  }
}
