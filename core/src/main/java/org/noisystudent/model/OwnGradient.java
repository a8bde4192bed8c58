package org.noisystudent.model;

import com.google.common.collect.MapMaker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;

/**
 * Gives results a gradient of ours. TensorFlow's are by kind of op, and a process can name its own
 * for ten kinds at most: here one kind stands for all, {@code IdentityN} over the results, cut off
 * from what made them, and the inputs.
 */
final class OwnGradient {
  private static final String OP = "IdentityN";

  /** Whose op is whose: a gradient is told of the op alone. */
  private static final Map<Graph, Map<String, Owned>> OWNED = new MapMaker().weakKeys().makeMap();

  static {
    // false says that the process has this gradient already
    boolean unused = TensorFlow.registerCustomGradient(OP, OwnGradient::gradient);
  }

  private record Owned(int results, Rule rule) {}

  /** Returns the gradients by inputs. */
  interface Rule {
    /**
     * Adds them.
     *
     * @param results what has the gradient
     * @param inputs what they were made of
     * @param incoming the gradients by the results
     */
    List<Operand<?>> add(
        Ops tf, List<Output<?>> results, List<Output<?>> inputs, List<Output<?>> incoming);
  }

  private OwnGradient() {}

  /**
   * Returns the results with another gradient.
   *
   * @param inputs all that gradients go to
   */
  static List<Operand<?>> of(
      Ops tf, List<? extends Operand<?>> results, List<? extends Operand<?>> inputs, Rule rule) {
    Operation named =
        tf.scope()
            .opBuilder(OP, "OwnGradient")
            .addInputList(
                Stream.concat(results.stream().map(tf::stopGradient), inputs.stream())
                    .map(Operand::asOutput)
                    .toArray(Output<?>[]::new))
            .build();
    OWNED
        .computeIfAbsent((Graph) named.env(), graph -> new ConcurrentHashMap<>())
        .put(named.name(), new Owned(results.size(), rule));
    return IntStream.range(0, results.size()).<Operand<?>>mapToObj(named::output).toList();
  }

  private static List<Operand<?>> gradient(Ops tf, GraphOperation op, List<Output<?>> incoming) {
    Owned owned = OWNED.getOrDefault(op.env(), Map.of()).get(op.name());
    if (owned == null) {
      return List.copyOf(incoming); // somebody else's
    }
    List<Output<?>> all =
        IntStream.range(0, op.numInputs()).<Output<?>>mapToObj(op::input).toList();
    List<Output<?>> results = all.subList(0, owned.results());
    List<Operand<?>> byInputs =
        owned
            .rule()
            .add(
                tf,
                results,
                all.subList(owned.results(), all.size()),
                incoming.subList(0, owned.results()));
    // what goes to the results ends at once
    return Stream.<Operand<?>>concat(results.stream(), byInputs.stream()).toList();
  }
}
