package org.noisystudent.preflight;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.noisystudent.preflight.HloGraph.Computation;
import org.noisystudent.preflight.HloGraph.Instruction;

/**
 * How often a loop runs: one that counts up by one until a limit, as TensorFlow's loops of a fixed
 * number of rounds do. The limit is a constant of the condition or of the loop's first state; so is
 * the first count, or it is 0.
 */
final class HloLoop {
  /** A parameter, a call, and a part of what it gives. */
  private static final int WRAPPER = 3;

  private final HloGraph graph;

  /** Where the loop stands. */
  private final Computation around;

  private final Instruction loop;

  private HloLoop(HloGraph graph, Computation around, Instruction loop) {
    this.graph = graph;
    this.around = around;
    this.loop = loop;
  }

  /** Returns the number of rounds; nothing where the module does not say it. */
  static OptionalLong rounds(HloGraph graph, Computation around, Instruction loop) {
    return new HloLoop(graph, around, loop).rounds();
  }

  /** Returns the computation of a round. */
  static long body(Instruction loop) {
    return loop.called().get(0);
  }

  private OptionalLong rounds() {
    Computation condition = called(graph.computation(loop.called().get(1)));
    List<Instruction> comparisons =
        condition.instructions().stream().filter(i -> i.opcode().equals("compare")).toList();
    if (comparisons.size() != 1 || comparisons.get(0).operands().size() != 2) {
      return OptionalLong.empty();
    }
    List<Long> compared = comparisons.get(0).operands();
    OptionalLong limit = value(condition, condition.byId().get(compared.get(1)));
    OptionalLong first = value(condition, condition.byId().get(compared.get(0)));
    return limit.isEmpty()
        ? limit
        : OptionalLong.of(Math.max(0, limit.getAsLong() - first.orElse(0)));
  }

  /** Returns the function of a condition that does no more than call it, as XLA's bridge has it. */
  private Computation called(Computation condition) {
    List<Instruction> calls =
        condition.instructions().stream().filter(i -> i.opcode().equals("call")).toList();
    boolean wraps = calls.size() == 1 && condition.instructions().size() <= WRAPPER;
    return wraps ? graph.computation(calls.get(0).called().get(0)) : condition;
  }

  /** Returns an integer as it is when the loop begins. */
  private OptionalLong value(Computation in, Instruction instruction) {
    if (instruction == null) {
      return OptionalLong.empty();
    }
    return switch (instruction.opcode()) {
      case "constant" -> instruction.integer();
      case "copy", "convert", "bitcast", "reshape" -> value(in, operand(in, instruction, 0));
      case "get-tuple-element" -> state(in, instruction);
      default -> OptionalLong.empty();
    };
  }

  /** Returns a part of the state: in the condition, what the loop is given for it. */
  @SuppressWarnings("ReferenceEquality") // a module has one object for each computation
  private OptionalLong state(Computation in, Instruction part) {
    Instruction tuple = operand(in, part, 0);
    boolean given = tuple != null && tuple.opcode().equals("parameter") && in != around;
    Computation where = given ? around : in;
    Instruction source = given ? operand(around, loop, 0) : tuple;
    return Optional.ofNullable(source)
        .filter(i -> i.opcode().equals("tuple"))
        .map(i -> value(where, operand(where, i, part.tupleIndex())))
        .orElse(OptionalLong.empty());
  }

  private static Instruction operand(Computation in, Instruction of, int index) {
    return index < of.operands().size() ? in.byId().get(of.operands().get(index)) : null;
  }
}
