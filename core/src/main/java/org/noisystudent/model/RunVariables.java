package org.noisystudent.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * The variables of a run of blocks, those that correspond to each other stacked: [blocks, ...].
 * Kernels and biases are stacked in the type of the activations, in which they are used.
 */
final class RunVariables<T extends TNumber> {
  private final Blueprint<T> blueprint;
  private final BlockRun run;
  private final Map<VariableSpec, Operand<? extends TNumber>> stacks = new LinkedHashMap<>();

  /** Reads the variables, in the order in which the blocks would be built one by one. */
  RunVariables(Blueprint<T> blueprint, BlockRun run, Operand<T> input, Variables variables) {
    this.blueprint = blueprint;
    this.run = run;
    List<VariableSpec> specs = specs(input);
    Map<VariableSpec, List<Operand<TFloat32>>> values = new LinkedHashMap<>();
    for (int i = 0; i < run.count(); i++) {
      for (VariableSpec spec : specs) {
        values.computeIfAbsent(spec, s -> new ArrayList<>()).add(variables.read(ofBlock(spec, i)));
      }
    }
    values.forEach(
        (spec, each) ->
            stacks.put(
                spec,
                spec.isOfBatchNorm()
                    ? stack(TFloat32.class, each)
                    : stack(blueprint.type(), each)));
  }

  /** Returns the stack of each variable, by the variable of the first block. */
  Map<VariableSpec, Operand<? extends TNumber>> stacks() {
    return stacks;
  }

  /** Returns the variables of the first block that learn. */
  List<VariableSpec> learning() {
    return stacks.keySet().stream().filter(VariableSpec::isTrainable).toList();
  }

  /** Returns the variable of a block of the run that corresponds to one of the first. */
  VariableSpec ofBlock(VariableSpec ofFirst, int offset) {
    String first = blueprint.architecture().scope() + "/" + BlockRun.name(run.first()) + "/";
    String own = blueprint.architecture().scope() + "/" + BlockRun.name(run.first() + offset) + "/";
    return new VariableSpec(
        own + ofFirst.name().substring(first.length()),
        ofFirst.shape(),
        ofFirst.initializer(),
        ofFirst.kind());
  }

  /** Splits what is stacked for a variable of the first block, such as its gradients. */
  Map<VariableSpec, Operand<TFloat32>> split(
      VariableSpec ofFirst, Operand<? extends TNumber> stacked) {
    Ops tf = blueprint.tf();
    List<? extends Output<? extends TNumber>> rows =
        tf.unstack(stacked, (long) run.count()).output();
    Map<VariableSpec, Operand<TFloat32>> split = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      split.put(ofBlock(ofFirst, i), tf.dtypes.cast(rows.get(i), TFloat32.class));
    }
    return split;
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
              })
          .block(tf.placeholder(blueprint.type(), Placeholder.shape(input.shape())), run.first());
    }
    return specs;
  }

  private <U extends TNumber> Operand<U> stack(Class<U> type, List<Operand<TFloat32>> each) {
    Ops tf = blueprint.tf();
    List<Operand<U>> cast = new ArrayList<>();
    each.forEach(value -> cast.add(tf.dtypes.cast(value, type)));
    return tf.stack(cast);
  }
}
