package org.noisystudent.model;

import java.util.List;
import org.noisystudent.data.FunctionScope;
import org.noisystudent.model.Family.Activation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * An activation whose gradient is a function that XLA compiles: one pass over memory for the four
 * of swish's own. Only the input is kept for it.
 */
final class CompiledActivation {
  private final Activation activation;
  private final CompiledFunction backward;

  /** Creates the function for activations of a shape, which computes in float32. */
  CompiledActivation(
      FunctionScope scope, Class<? extends TNumber> type, Shape shape, Activation activation) {
    this.activation = activation;
    this.backward =
        CompiledFunction.of(
            scope,
            "activation_gradient",
            body -> {
              Ops tf = body.tf();
              Operand<TFloat32> x = tf.dtypes.cast(body.argument(type, shape), TFloat32.class);
              Operand<TFloat32> incoming =
                  tf.dtypes.cast(body.argument(type, shape), TFloat32.class);
              return List.of(
                  tf.dtypes.cast(tf.math.mul(incoming, activation.derivative(tf, x)), type));
            });
  }

  /** Adds it. */
  <T extends TNumber> Operand<T> add(Ops tf, Operand<T> x) {
    return Gradients.typed(
        OwnGradient.of(
                tf,
                List.of(activation.add(tf, x)),
                List.of(x),
                (ops, results, inputs, incoming) ->
                    backward.call(ops, List.of(inputs.get(0), incoming.get(0))))
            .get(0));
  }
}
