package org.noisystudent.lowering;

import java.util.List;
import org.noisystudent.lowering.LoweredModule.Kind;
import org.noisystudent.lowering.StepCall.Argument;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/** A function that goes through strings, which XLA does not know. */
final class Uncompilable {
  private Uncompilable() {}

  static StepCall call() {
    try (ConcreteFunction function =
        ConcreteFunction.create(
            tf -> {
              Placeholder<TFloat32> x =
                  tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(2)));
              return Signature.builder("through_strings")
                  .input("x", x)
                  .output("y", tf.strings.toNumber(tf.dtypes.asString(x), TFloat32.class))
                  .build();
            })) {
      return StepCall.of(
          function, List.of(new Argument("x", Kind.INPUT, DataType.DT_FLOAT, Shape.of(2))));
    }
  }
}
