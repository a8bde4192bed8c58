package org.noisystudent.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * The variables of a run of blocks, those that correspond to each other kept as one: [blocks, ...].
 * Kernels and biases are used in the type of the activations.
 */
final class RunVariables<T extends TNumber> {
  private final Blueprint<T> blueprint;
  private final BlockRun run;
  private final Map<VariableSpec, Operand<? extends TNumber>> stacks = new LinkedHashMap<>();

  /** Reads the variables, in the order of a block. */
  RunVariables(Blueprint<T> blueprint, BlockRun run, Operand<T> input, Variables variables) {
    this.blueprint = blueprint;
    this.run = run;
    for (VariableSpec spec : specs(input)) {
      Operand<TFloat32> stack = variables.read(stackOf(spec));
      stacks.put(
          spec, spec.isOfBatchNorm() ? stack : blueprint.tf().dtypes.cast(stack, blueprint.type()));
    }
  }

  /** Returns the stack of each variable, by the variable of the first block. */
  Map<VariableSpec, Operand<? extends TNumber>> stacks() {
    return stacks;
  }

  /** Returns the variables of the first block that learn. */
  List<VariableSpec> learning() {
    return stacks.keySet().stream().filter(VariableSpec::isTrainable).toList();
  }

  /** Returns the stack that a variable of the first block is part of. */
  VariableSpec stackOf(VariableSpec ofFirst) {
    return new VariableSpec(
        StackedName.of(ofFirst.name(), run),
        ofFirst.shape().prepend(run.count()),
        ofFirst.initializer(),
        ofFirst.kind());
  }

  /** Finds the variables of the first block by building it where nobody looks. */
  private List<VariableSpec> specs(Operand<T> input) {
    List<VariableSpec> specs = new ArrayList<>();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TInt32> seed =
          tf.placeholder(TInt32.class, Placeholder.shape(blueprint.phase().seed().shape()));
      new NetworkParts<>(
              tf,
              blueprint.type(),
              blueprint.architecture(),
              blueprint.phase().withSeed(seed),
              spec -> {
                specs.add(spec);
                return tf.placeholder(TFloat32.class, Placeholder.shape(spec.shape()));
              },
              Kernels.plain())
          .block(tf.placeholder(blueprint.type(), Placeholder.shape(input.shape())), run.first());
    }
    return specs;
  }
}
